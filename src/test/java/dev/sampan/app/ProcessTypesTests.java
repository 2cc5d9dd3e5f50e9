package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessTypesTests {

    @Test
    void textIsThatOfLists() {
        assertThat(ProcessTypes.parse("")).isEqualTo(ProcessTypes.ALL);
        assertThat(ProcessTypes.parse("_all_").toString()).isEqualTo("_all_");
        assertThat(ProcessTypes.parse("none")).isEqualTo(ProcessTypes.NONE);
        assertThat(ProcessTypes.parse("worker,web,web").toString()).isEqualTo("web,worker");
        assertThatThrownBy(() -> ProcessTypes.parse("a b")).hasMessageContaining("'a b'");
    }

    @Test
    void typesAreAddedAndTaken() {
        ProcessTypes web = ProcessTypes.parse("web");
        ProcessTypes both = web.with(ProcessTypes.parse("worker"));
        assertThat(both.toString()).isEqualTo("web,worker");
        assertThat(both.with(ProcessTypes.ALL)).isEqualTo(ProcessTypes.ALL);
        assertThat(both.without(web).toString()).isEqualTo("worker");
        assertThat(both.without(ProcessTypes.ALL)).isEqualTo(ProcessTypes.NONE);
        assertThat(ProcessTypes.ALL.without(ProcessTypes.NONE)).isEqualTo(ProcessTypes.ALL);
        assertThatThrownBy(() -> ProcessTypes.ALL.without(web))
                .hasMessageContaining("checks:enable");
        assertThat(ProcessTypes.ALL.contains(ProcessType.WEB)).isTrue();
        assertThat(web.contains(new ProcessType("worker"))).isFalse();
    }
}
