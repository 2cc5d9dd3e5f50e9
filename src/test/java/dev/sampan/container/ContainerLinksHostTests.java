package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.Command;
import dev.sampan.unit.AddressRange;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container reaches those it is linked to, by their names, and nothing else; what is said holds at once. */
@Timeout(60)
class ContainerLinksHostTests {

    private static final String OTHER = "api";
    private static final int PORT = 8080;

    /** Answers each line with the same line, for as long as the caller likes. */
    private static final String ECHO =
            """
            use IO::Socket::INET; $SIG{PIPE} = 'IGNORE'; $| = 1; $SIG{CHLD} = 'IGNORE';
            my $l = IO::Socket::INET->new(LocalPort => %d, Listen => 50, ReuseAddr => 1) or die $!;
            print "listening\\n";
            while (1) {
              my $c = $l->accept or next; next if fork;
              while (my $line = <$c>) { print $c $line } exit
            }
            """
                    .formatted(PORT);

    /** Holds one connection, and says every 20 ms whether it, and whether a new one, gets an answer. */
    private static final String CALLER =
            """
            use IO::Socket::INET; $SIG{PIPE} = 'IGNORE'; $| = 1; my $held;
            sub ask { my $s = shift; print $s "hi\\n"; my $in = ''; vec($in, fileno $s, 1) = 1;
              return select($in, undef, undef, 0.05) && defined <$s> }
            while (1) {
              my $new = IO::Socket::INET->new(PeerAddr => '%s:%d', Timeout => 0.05);
              my $reached = $new && ask($new); $held //= $new if $reached;
              my $kept = $held && ask($held);
              print $reached ? 'new' : 'none', ' ', $kept ? 'held' : 'cut', "\\n";
              select(undef, undef, undef, 0.02);
            }
            """;

    private TestHost host;

    @BeforeEach
    void open() {
        host = new TestHost();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void reachOnlyInTheDirectionOfTheLink() throws Exception {
        Container shop = server(TestHost.OWNER);
        Container api = server(OTHER);
        link(TestHost.OWNER, OTHER);
        assertThat(ask(TestHost.OWNER, api)).isEqualTo("hello\n");
        assertThat(ask(OTHER, shop)).isEqualTo("none\n");
        assertThat(ask(TestHost.OWNER, shop)).isEqualTo("none\n");
        link(TestHost.OWNER, TestHost.OWNER);
        assertThat(ask(TestHost.OWNER, shop)).isEqualTo("hello\n");
        assertThat(ask(TestHost.OWNER, api)).isEqualTo("none\n");
    }

    @Test
    void holdWithin100MillisecondsAndCutWhatIsOpenWhenUnlinked() throws Exception {
        Container api = server(OTHER);
        ContainerSpec caller =
                owned(
                        TestHost.OWNER,
                        host.perl(CALLER.formatted(api.address().getHostAddress(), PORT)));
        host.containers.start(caller);
        host.awaitLog(caller, "none cut");
        assertThat(host.log(caller)).doesNotContain("new");
        link(TestHost.OWNER, OTHER);
        host.awaitLog(caller, "new held");
        host.containers.reach(Map.of());
        int from = host.log(caller).length();
        host.awaitLog(caller, "none cut", from);
        assertThat(host.log(caller).substring(host.log(caller).indexOf("none cut", from)))
                .doesNotContain("new")
                .doesNotContain("held");
        assertThat(quickestLinkAndUnlink()).isLessThan(Duration.ofMillis(200));
    }

    /** When the call is over, the kernel has it; the quickest counts, since other programs make some slow. */
    private Duration quickestLinkAndUnlink() {
        Duration quickest = Duration.ofDays(1);
        for (int i = 0; i < 10; i++) {
            long begun = System.nanoTime();
            link(TestHost.OWNER, OTHER);
            host.containers.reach(Map.of());
            Duration time = Duration.ofNanos(System.nanoTime() - begun);
            quickest = time.compareTo(quickest) < 0 ? time : quickest;
        }
        return quickest;
    }

    @Test
    void findOthersByNameAsTheyComeAndGo() throws Exception {
        Container first = server(OTHER);
        ContainerSpec spec = owned(TestHost.OWNER, host.shell("sleep 600"));
        Container shop = host.containers.start(spec);
        assertThat(lookUp(shop, "api.internal")).isEmpty();
        names(first);
        assertThat(lookUp(shop, "api.internal")).isEqualTo(first.address().getHostAddress());
        Container second = server(OTHER);
        names(first, second);
        assertThat(lookUp(shop, "web.api.internal").lines())
                .containsExactlyInAnyOrder(
                        first.address().getHostAddress(), second.address().getHostAddress());
        names(second);
        assertThat(lookUp(shop, "api.internal")).isEqualTo(second.address().getHostAddress());
        assertThat(
                        host.run(
                                owned(
                                        TestHost.OWNER,
                                        host.shell("getent hosts api.internal | cut -d' ' -f1"))))
                .isEqualTo(second.address().getHostAddress() + "\n");
        assertThat(host.run(owned(OTHER, host.shell("getent hosts api.internal; echo none"))))
                .isEqualTo("none\n");
        host.containers.names(Map.of());
        assertThat(lookUp(shop, "api.internal")).isEmpty();
    }

    @Test
    void goOnWhenTheControlPlaneIsStartedAgain() throws Exception {
        Container api = server(OTHER);
        link(TestHost.OWNER, OTHER);
        ContainerSpec caller =
                owned(
                        TestHost.OWNER,
                        host.perl(CALLER.formatted(api.address().getHostAddress(), PORT)));
        host.containers.start(caller);
        host.awaitLog(caller, "new held");
        host.restart();
        int from = host.log(caller).length();
        host.awaitLog(caller, "new held", from);
        link(TestHost.OWNER, OTHER);
        assertThat(host.log(caller).substring(host.log(caller).indexOf("new held")))
                .doesNotContain("cut");
        host.containers.stop(api.id(), Duration.ZERO);
        assertThat(elements("links")).doesNotContain(api.address().getHostAddress());
    }

    @Test
    void leaveNoElementBehind() throws Exception {
        link(TestHost.OWNER, OTHER);
        host.containers.reach(
                Map.of(
                        TestHost.OWNER,
                        new Reach(Set.of(OTHER), true, List.of(AddressRange.parse("10.0.0.0/8")))));
        Container api = server(OTHER);
        Container shop = server(TestHost.OWNER);
        assertThat(elements("links"))
                .contains(shop.address().getHostAddress() + " . " + api.address().getHostAddress());
        assertThat(elements("opened")).contains(shop.address().getHostAddress());
        host.containers.stop(shop.id(), Duration.ZERO);
        host.containers.stop(api.id(), Duration.ZERO);
        for (String set : List.of("links", "opened")) {
            assertThat(elements(set)).doesNotContain("elements");
        }
        assertThat(
                        host.commands.run(
                                Command.of("nft", "list", "map", "ip", TestHost.TABLE, "apps")))
                .doesNotContain("elements");
    }

    @Test
    void comeBackWhenSomebodyRemovesAllRules() throws Exception {
        Container api = server(OTHER);
        Container shop = server(TestHost.OWNER);
        link(TestHost.OWNER, OTHER);
        host.commands.run(Command.of("nft", "delete", "table", "ip", TestHost.TABLE));
        host.containers.events(api.id());
        assertThat(ask(TestHost.OWNER, api)).isEqualTo("hello\n");
        assertThat(ask(OTHER, shop)).isEqualTo("none\n");
    }

    @Test
    void reachWhatIsOpenedOfPrivateRangesAndNoMore() throws Exception {
        try (NeighbourNetwork _ = new NeighbourNetwork()) {
            ContainerSpec caller =
                    owned(
                            TestHost.OWNER,
                            host.perl(
                                    """
                                    use IO::Socket::INET; $| = 1;
                                    while (1) { my $s = IO::Socket::INET->new(PeerAddr => '%s:%d', Timeout => 0.05);
                                      print $s && <$s> ? "reached\\n" : "refused\\n"; select(undef, undef, undef, 0.02) }
                                    """
                                            .formatted(
                                                    NeighbourNetwork.PRIVATE,
                                                    NeighbourNetwork.PORT)));
            Container running = host.containers.start(caller);
            host.awaitLog(caller, "refused");
            assertThat(host.log(caller)).doesNotContain("reached");
            open(false, NeighbourNetwork.PRIVATE + "/32");
            host.awaitLog(caller, "reached");
            open(false, "192.168.0.0/24");
            host.awaitLog(caller, "refused", host.log(caller).length());
            open(true);
            host.awaitLog(caller, "reached", host.log(caller).length());
            open(false);
            host.awaitLog(caller, "refused", host.log(caller).length());
            host.awaitEvents(running.id(), events -> events.dropped().refused() > 0);
        }
    }

    private void open(boolean all, String... ranges) {
        host.containers.reach(
                Map.of(
                        TestHost.OWNER,
                        new Reach(
                                Set.of(),
                                all,
                                List.of(ranges).stream().map(AddressRange::parse).toList())));
    }

    private void link(String owner, String other) {
        host.containers.reach(Map.of(owner, new Reach(Set.of(other), false, List.of())));
    }

    private void names(Container... peers) {
        host.containers.names(
                Map.of(
                        TestHost.OWNER,
                        List.of(peers).stream()
                                .map(
                                        peer ->
                                                new PeerName(
                                                        peer.address(),
                                                        List.of(
                                                                "api.internal",
                                                                "web.api.internal")))
                                .toList()));
    }

    /** What a program in a running container is told about a name, one address a line. */
    private String lookUp(Container container, String name) {
        return host.commands
                .run(
                        Command.of(
                                "nsenter",
                                "--target",
                                Long.toString(container.pid()),
                                "--mount",
                                "sh",
                                "-c",
                                "getent ahostsv4 %s | grep STREAM | cut -d' ' -f1".formatted(name)))
                .strip();
    }

    private String elements(String set) {
        return host.commands.run(Command.of("nft", "list", "set", "ip", TestHost.TABLE, set));
    }

    private Container server(String owner) {
        ContainerSpec spec = owned(owner, host.perl(ECHO));
        Container server = host.containers.start(spec);
        host.awaitLog(spec, "listening");
        return server;
    }

    private String ask(String owner, Container server) throws InterruptedException {
        return host.run(
                owned(
                        owner,
                        host.perl(
                                """
                                use IO::Socket::INET; $| = 1;
                                my $s = IO::Socket::INET->new(PeerAddr => '%s:%d', Timeout => 1) or do { print "none\\n"; exit };
                                print $s "hello\\n"; print scalar <$s>
                                """
                                        .formatted(server.address().getHostAddress(), PORT))));
    }

    private ContainerSpec owned(String owner, ContainerSpec spec) {
        host.containers.storage(owner, DataSize.ofGibibytes(1));
        return SpecBuilder.of(spec).owner(owner).build();
    }
}
