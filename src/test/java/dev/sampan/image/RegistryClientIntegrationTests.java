package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.ScriptedNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry is asked at the address that was checked, also when its name has another one soon after. */
@Timeout(60)
class RegistryClientIntegrationTests {

    /** To connect to it fails at once, and it is none of a private network. */
    private static final String UNREACHABLE = "255.255.255.255";

    private static RegistryConnections connections(String insecure) {
        return new RegistryConnections(
                new RegistryProperties(
                        List.of(),
                        List.of(insecure),
                        1,
                        Duration.ofSeconds(10),
                        1,
                        Duration.ofMillis(1)));
    }

    @Test
    void theAddressThatWasCheckedIsAsked() throws Exception {
        try (SmallRegistry registry = new SmallRegistry()) {
            String name = registry.host().replace("127.0.0.1", "moves.test");
            ScriptedNames.script("moves.test", "127.0.0.1", UNREACHABLE);

            try (RegistryConnections connections = connections(name);
                    RegistryClient.Answer answer =
                            new RegistryClient(connections, name, Optional.empty())
                                    .get("", Map.of())) {
                assertThat(answer.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void noAddressIsAskedThatWasNotChecked() throws Exception {
        try (ServerSocket machine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RegistryConnections connections = connections("none:1")) {
            machine.setSoTimeout(200);
            String name = "rebinds.test:" + machine.getLocalPort();
            ScriptedNames.script("rebinds.test", UNREACHABLE, "127.0.0.1");

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () ->
                                    new RegistryClient(connections, name, Optional.empty())
                                            .get("", Map.of()));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(machine::accept);
            // The name is free again, and what it means now is not asked either.
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () ->
                                    new RegistryClient(connections, name, Optional.empty())
                                            .get("", Map.of()))
                    .withMessageContaining("127.0.0.1");
        }
    }
}
