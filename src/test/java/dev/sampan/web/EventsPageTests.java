package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.account.AuditEntry;
import dev.sampan.account.Door;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventsPageTests {

    @Test
    void eventIsShownWithoutEndsOfCommitsAndNamesOfExceptions() {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        EventsPage.Row row =
                EventsPage.Row.of(
                        new AuditEntry(
                                at,
                                "admin/laptop",
                                Door.SSH,
                                "git-push",
                                "shop 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
                                "failed: dev.sampan.build.BuildFailedException: exit code 1"),
                        at.plusSeconds(3));
        assertThat(row.subject()).isEqualTo("shop 1a2b3c4");
        assertThat(row.result()).isEqualTo("failed: exit code 1");
        assertThat(row.done()).isFalse();
        assertThat(row.has("laptop")).isTrue();
        assertThat(row.has("blog")).isFalse();
    }
}
