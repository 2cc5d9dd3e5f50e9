package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritedSocketsTests {

    @Test
    void takesNothingWhenSystemdMeansAnotherProcess() {
        assertThat(
                        InheritedSockets.ofSystemd(
                                        Map.of(
                                                "LISTEN_PID", "1",
                                                "LISTEN_FDS", "1",
                                                "LISTEN_FDNAMES", "http"),
                                        2)
                                .size())
                .isZero();
        assertThat(InheritedSockets.ofSystemd(Map.of(), 2).size()).isZero();
    }

    @Test
    void refusesSocketsWithoutAName() {
        assertThatThrownBy(
                        () ->
                                InheritedSockets.ofSystemd(
                                        Map.of("LISTEN_PID", "2", "LISTEN_FDS", "1"), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Socket 1 of systemd is named ''. Set FileDescriptorName= to http, https, tcp-PORT, udp-PORT or http-PORT");
    }
}
