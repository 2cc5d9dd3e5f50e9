package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container reaches the Internet, but neither private ranges nor more of it at once than it may. */
@Timeout(60)
class ContainerEgressHostTests {

    private NeighbourNetwork neighbour;

    @BeforeEach
    void open() {
        neighbour = new NeighbourNetwork();
    }

    @AfterEach
    void close() {
        neighbour.close();
    }

    @Test
    void reachPublicAddressesButNotPrivateOnes() throws Exception {
        try (TestHost host = new TestHost()) {
            assertThat(connect(host, NeighbourNetwork.PUBLIC, 1)).isEqualTo("1\n");
            assertThat(connect(host, NeighbourNetwork.PRIVATE, 1)).isEqualTo("0\n");
        }
    }

    @Test
    void reachPrivateAddressesWhenNoneIsDenied() throws Exception {
        try (TestHost host = new TestHost(Path.of("/"), Map.of("denied", ""))) {
            assertThat(connect(host, NeighbourNetwork.PRIVATE, 1)).isEqualTo("1\n");
        }
    }

    @Test
    void openNoMoreConnectionsAtOnceThanAllowed() throws Exception {
        try (TestHost host = new TestHost(Path.of("/"), Map.of("connections", "5"))) {
            assertThat(connect(host, NeighbourNetwork.PUBLIC, 12)).isEqualTo("5\n");
        }
    }

    /** Opens connections that are all held, and answers how many spoke. */
    private static String connect(TestHost host, String address, int connections) throws Exception {
        String script =
                """
                exec perl -MIO::Socket::INET -e '
                  my @held; my $spoke = 0;
                  for (1 .. %d) {
                    my $s = IO::Socket::INET->new(PeerAddr => "%s:%d", Timeout => 1) or next;
                    push @held, $s; $spoke++ if <$s> =~ /hello/;
                  }
                  print "$spoke\n"'
                """
                        .formatted(connections, address, NeighbourNetwork.PORT);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ContainerExit _ = host.containers.run(host.shell(script), Duration.ofSeconds(30), output);
        return output.toString(StandardCharsets.UTF_8);
    }
}
