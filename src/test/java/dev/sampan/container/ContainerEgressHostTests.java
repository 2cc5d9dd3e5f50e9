package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
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

    @Test
    void openAsManyConnectionsAsTheAppMayAndTellWhenThatIsNotEnough() throws Exception {
        try (TestHost host = new TestHost(Path.of("/"), Map.of("connections", "9"))) {
            host.containers.reach(limited(4));
            assertThat(connect(host, NeighbourNetwork.PUBLIC, 12)).isEqualTo("4\n");
            host.containers.reach(limited(7));
            assertThat(connect(host, NeighbourNetwork.PUBLIC, 12)).isEqualTo("7\n");
            host.containers.reach(Map.of());
            assertThat(connect(host, NeighbourNetwork.PUBLIC, 12)).isEqualTo("9\n");
        }
    }

    @Test
    void changeTheConnectionsOfARunningContainerAndTellWhenThereAreTooMany() throws Exception {
        try (TestHost host = new TestHost()) {
            host.containers.reach(limited(3));
            ContainerSpec spec =
                    host.shell(script("while (1) { hold(1); }", NeighbourNetwork.PUBLIC));
            host.containers.start(spec);
            host.awaitLog(spec, "spoke 3\n");
            host.awaitEvents(spec.id(), events -> events.dropped().crowded() > 0);
            assertThat(host.containers.events(spec.id()).orElseThrow().dropped().connectionLimit())
                    .isEqualTo(3);
            host.restart();
            host.containers.reach(limited(3));
            int length = host.log(spec).length();
            host.awaitEvents(spec.id(), events -> events.dropped().crowded() > 3);
            assertThat(host.log(spec).substring(length)).doesNotContain("spoke");
            host.containers.reach(limited(5));
            host.awaitLog(spec, "spoke 8\n");
            assertThat(host.containers.events(spec.id()).orElseThrow().dropped().connectionLimit())
                    .isEqualTo(5);
        }
    }

    /** The last packets of a container come from an address that belongs to nobody, or to the next one. */
    @Test
    void countNothingForAnAddressThatBelongsToNoApp() throws Exception {
        try (TestHost host = new TestHost()) {
            ContainerSpec spec =
                    host.shell(script("while (1) { hold(1); }", NeighbourNetwork.PRIVATE));
            Container container = host.containers.start(spec);
            host.awaitEvents(spec.id(), events -> events.dropped().refused() > 0);
            host.leaveFirewall(container.address());
            String refused = "nft list set ip %s refused".formatted(TestHost.TABLE);
            String address = container.address().getHostAddress();
            assertThat(host.outputOf(refused.split(" "))).doesNotContain(address);
            int attempts = count(host.log(spec), "failed");
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (count(host.log(spec), "failed") < attempts + 2) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Pause.briefly();
            }
            assertThat(host.outputOf(refused.split(" "))).doesNotContain(address);
        }
    }

    private static int count(String log, String word) {
        return log.split(word, -1).length - 1;
    }

    private static Map<String, Reach> limited(int connections) {
        return Map.of(
                TestHost.OWNER, new Reach(Set.of(), false, List.of(), OptionalInt.of(connections)));
    }

    private static String script(String program, String address) {
        return """
        exec perl -MIO::Socket::INET -e '
          $| = 1; my @held; my $spoke = 0;
          sub hold {
            for (1 .. shift) {
              my $s = IO::Socket::INET->new(PeerAddr => "%s:%d", Timeout => 1);
              if (!$s) { print "failed\\n"; next }
              push @held, $s; $spoke++ if <$s> =~ /hello/; print "spoke $spoke\\n";
            }
          }
          %s'
        """
                .formatted(address, NeighbourNetwork.PORT, program);
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
