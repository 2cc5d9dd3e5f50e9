package dev.sampan.acme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The program that sets TXT records. */
class DnsHookCommandTests {

    @Test
    void namesActionRecordAndValue() {
        DnsHookCommand command =
                new DnsHookCommand("/opt/hook", "present", "_acme-challenge.a.example", "v1");

        assertThat(command.argv())
                .containsExactly("/opt/hook", "present", "_acme-challenge.a.example", "v1");
    }
}
