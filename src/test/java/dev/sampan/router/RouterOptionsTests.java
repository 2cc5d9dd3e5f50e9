package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The router's command line. */
class RouterOptionsTests {

    @Test
    void takesDefaultsWhenNothingIsGiven() {
        RouterOptions options = RouterOptions.parse(List.of(), Map.of());

        assertThat(options.address().getPort()).isEqualTo(80);
        assertThat(options.secureAddress().getPort()).isEqualTo(443);
        assertThat(options.address().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(options.home()).isEqualTo(Path.of("/var/lib/sampan"));
        assertThat(options.workers()).isPositive();
        assertThat(options.drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.accessLogBytes()).isEqualTo(64L << 20);
        assertThat(options.http2()).isFalse();
        assertThat(options.follow()).isFalse();
        assertThat(options.retire()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.io()).isEqualTo(Transport.EPOLL);
    }

    @Test
    void prefersArgumentsWhenEnvironmentSaysOtherwise() {
        RouterOptions options =
                RouterOptions.parse(
                        List.of("--port", "0", "--listen", "127.0.0.1", "--workers", "3"),
                        Map.of("SAMPAN_ROUTER_HTTPS_PORT", "8443", "SAMPAN_HOME", "/tmp/x"));

        assertThat(options.address().getPort()).isZero();
        assertThat(options.secureAddress().getPort()).isEqualTo(8443);
        assertThat(options.secureAddress().getAddress().isLoopbackAddress()).isTrue();
        assertThat(options.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(options.home()).isEqualTo(Path.of("/tmp/x"));
        assertThat(options.workers()).isEqualTo(3);
        assertThat(
                        RouterOptions.parse(
                                        List.of(), Map.of("SAMPAN_ROUTER_HTTP2_CLEARTEXT", "on"))
                                .http2())
                .isTrue();
        RouterOptions following =
                RouterOptions.parse(
                        List.of("--follow", "on"), Map.of("SAMPAN_ROUTER_RETIRE_SECONDS", "7"));
        assertThat(following.follow()).isTrue();
        assertThat(following.retire()).isEqualTo(Duration.ofSeconds(7));
        Map<String, String> uring = Map.of("SAMPAN_ROUTER_IO", "io_uring");
        assertThat(RouterOptions.parse(List.of(), uring).io()).isEqualTo(Transport.IO_URING);
        assertThat(RouterOptions.parse(List.of("--io", "epoll"), uring).io())
                .isEqualTo(Transport.EPOLL);
    }

    @ParameterizedTest
    @CsvSource({
        "--port,x",
        "--port,65536",
        "--https-port,70000",
        "--workers,0",
        "--drain-seconds,-1",
        "--colour,red",
        "--http2-cleartext,maybe",
        "--follow,maybe",
        "--retire-seconds,-1",
        "--io,uring"
    })
    void refusesWhenValueIsOutOfBounds(String name, String value) {
        assertThatThrownBy(() -> RouterOptions.parse(List.of(name, value), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'");
    }
}
