package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A program that was made to reach, to hear or to impersonate others by the network does not, not even with all
 * privileges over its own network, which {@code nsenter} gives it here.
 */
@Timeout(60)
class HostileNetworkHostTests {

    private static final String METADATA = "169.254.169.254";
    private static final String NEIGHBOUR = "sampan-neighbour";
    private static final int DATAGRAMS = 9009;

    private static final String SERVER =
            """
            use IO::Socket::INET; $SIG{PIPE} = 'IGNORE'; $| = 1;
            my $l = IO::Socket::INET->new(LocalPort => 80, Listen => 5, ReuseAddr => 1) or die $!;
            print "listening\\n"; while (my $c = $l->accept) { print $c "hello\\n"; close $c }
            """;

    /** Sends a datagram of UDP whose header says what it likes. */
    private static final String FORGE =
            """
            use Socket;
            my ($from, $to, $port, $text) = @ARGV;
            socket(my $s, AF_INET, SOCK_RAW, 255) or die "socket: $!";
            my $udp = pack('n4 a*', 4000, $port, 8 + length $text, 0, $text);
            my $ip = pack('C2 n3 C2 n a4 a4', 0x45, 0, 20 + length $udp, 7, 0, 64, 17, 0, inet_aton($from), inet_aton($to));
            print defined send($s, $ip . $udp, 0, sockaddr_in($port, inet_aton($to))) ? "sent\\n" : "refused $!\\n";
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
    void reachNoMetadataOfTheCloud() throws Exception {
        try (NeighbourNetwork _ = new NeighbourNetwork()) {
            run("ip", "-n", NEIGHBOUR, "address", "add", METADATA + "/32", "dev", "eth0");
            run("ip", "route", "add", METADATA + "/32", "dev", "neighb0");
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(METADATA, NeighbourNetwork.PORT), 2000);
            }
            assertThat(tcp(METADATA, NeighbourNetwork.PORT)).isEqualTo("refused");
            assertThat(tcp(NeighbourNetwork.PUBLIC, NeighbourNetwork.PORT)).isEqualTo("reached");
        }
    }

    @Test
    void reachNoPortOfAnyAddressOfTheHost() throws Exception {
        try (ServerSocket listening = new ServerSocket(0)) {
            List<String> addresses = new ArrayList<>(List.of("169.254.1.1"));
            for (NetworkInterface link : NetworkInterface.networkInterfaces().toList()) {
                link.inetAddresses()
                        .filter(address -> address instanceof Inet4Address)
                        .filter(address -> !address.isLoopbackAddress())
                        .map(InetAddress::getHostAddress)
                        .forEach(addresses::add);
            }
            assertThat(addresses).hasSizeGreaterThan(1);
            String list = String.join("', '", addresses);
            assertThat(
                            host.run(
                                    host.perl(
                                            "use IO::Socket::INET; print grep { IO::Socket::INET->new(PeerAddr => \"$_:%d\", Timeout => 1) } '%s'; print 'none else'"
                                                    .formatted(listening.getLocalPort(), list))))
                    .isEqualTo("none else");
        }
    }

    @Test
    void reachNoNeighbourByAnyProtocol() throws Exception {
        ContainerSpec spec =
                host.perl(
                        """
                        use IO::Socket::INET; use IO::Select; $| = 1;
                        my $t = IO::Socket::INET->new(LocalPort => 80, Listen => 5) or die;
                        my $u = IO::Socket::INET->new(LocalPort => 80, Proto => 'udp') or die;
                        print "listening\\n";
                        for my $s (IO::Select->new($t, $u)->can_read(6)) { print "attacked\\n" }
                        print "over\\n"; sleep 600;
                        """);
        Container neighbour = host.containers.start(spec);
        host.awaitLog(spec, "listening");
        String address = neighbour.address().getHostAddress();
        assertThat(tcp(address, 80)).isEqualTo("refused");
        host.run(
                host.perl(
                        "use IO::Socket::INET; my $s = IO::Socket::INET->new(PeerAddr => '%s:80', Proto => 'udp'); $s->send('x') for 1 .. 5"
                                .formatted(address)));
        host.awaitLog(spec, "over");
        assertThat(host.log(spec)).doesNotContain("attacked");
    }

    @Test
    void sendNothingUnderTheNameOfANeighbour() throws Exception {
        Container neighbour = server();
        Container attacker = host.containers.start(host.spec(List.of("/bin/sleep", "600")));
        String stolen = neighbour.address().getHostAddress();
        String own = attacker.address().getHostAddress();
        try (NeighbourNetwork _ = new NeighbourNetwork();
                Receiver receiver = new Receiver()) {
            assertThat(forge(attacker, stolen, "stolen")).isNotEmpty();
            assertThat(forge(attacker, "203.0.113.7", "invented")).isNotEmpty();
            assertThat(forge(attacker, "127.0.0.1", "local")).isNotEmpty();
            assertThat(forge(attacker, "10.210.255.254", "unused")).isNotEmpty();
            assertThat(forge(attacker, own, "honest")).isEqualTo("sent\n");
            assertThat(receiver.next()).isEqualTo("honest");
        }
    }

    @Test
    void takeNoAddressOfANeighbourAsAnOrdinaryProgram() throws Exception {
        Container neighbour = server();
        try (NeighbourNetwork _ = new NeighbourNetwork()) {
            // IP_FREEBIND asks for any address, with no privilege at all.
            String attempt =
                    """
                    use Socket; socket(my $s, AF_INET, SOCK_STREAM, 0);
                    setsockopt($s, 0, 15, pack('i', 1));
                    bind($s, sockaddr_in(0, inet_aton('%s'))) or do { print 'refused'; exit };
                    $SIG{ALRM} = sub { print 'refused'; exit }; alarm 2;
                    print connect($s, sockaddr_in(%d, inet_aton('%s'))) ? 'reached' : 'refused'
                    """
                            .formatted(
                                    neighbour.address().getHostAddress(),
                                    NeighbourNetwork.PORT,
                                    NeighbourNetwork.PUBLIC);
            assertThat(host.run(host.perl(attempt))).isEqualTo("refused");
        }
    }

    @Test
    void drawNoTrafficOfANeighbourByLyingAboutAddresses() throws Exception {
        Container neighbour = server();
        Container attacker = host.containers.start(host.spec(List.of("/bin/sleep", "600")));
        String stolen = neighbour.address().getHostAddress();
        // Answers of ARP nobody asked for: "that address is mine".
        String lie =
                """
                use Socket;
                socket(my $s, 17, 3, unpack('S', pack('n', 0x0806))) or die "socket: $!";
                open(my $f, '<', "/sys/class/net/eth0/address"); my $mac = pack('H12', <$f> =~ s/://gr);
                open(my $i, '<', "/sys/class/net/eth0/ifindex"); my $index = 0 + <$i>;
                for my $address ('%s', '169.254.1.1') {
                  my $ip = inet_aton($address);
                  my $frame = ("\\xff" x 6) . $mac . pack('n n n C C n', 0x0806, 1, 0x0800, 6, 4, 2) . $mac . $ip . ("\\xff" x 6) . $ip;
                  send($s, $frame, 0, pack('S n i S C C a8', 17, 0x0806, $index, 1, 0, 6, "\\xff" x 6)) or die "send: $!" for 1 .. 20;
                }
                print "sent\\n";
                """
                        .formatted(stolen);
        assertThat(
                        run(
                                "nsenter",
                                "--target",
                                Long.toString(attacker.pid()),
                                "--net",
                                "--mount",
                                "perl",
                                "-e",
                                lie))
                .isEqualTo("sent\n");
        for (int i = 0; i < 3; i++) {
            assertThat(hello(neighbour)).isEqualTo("hello\n");
        }
        assertThat(run("ip", "route", "get", stolen)).contains(TestHost.PREFIX);
    }

    @Test
    void changeNothingOfItsNetwork() throws Exception {
        String script =
                """
                for try in 'link set lo down' 'address add 10.210.0.9/32 dev lo' 'route add 1.2.3.0/24 dev lo' \
                    'link add x0 type dummy' 'neighbour add 169.254.1.1 lladdr 02:00:00:00:00:01 dev lo'; do
                  ip $try 2>/dev/null && echo "done: $try"
                done
                nft add table ip mine 2>/dev/null && echo 'done: nft'
                echo tried
                """;
        for (String user : List.of("1000:1000", "0:0")) {
            assertThat(host.run(SpecBuilder.of(host.shell(script)).user(user).build()))
                    .isEqualTo("tried\n");
        }
    }

    @Test
    void haveNoWayAroundByTheNewerProtocol() throws Exception {
        Container attacker = host.containers.start(host.spec(List.of("/bin/sleep", "600")));
        String route = run("ip", "route", "get", attacker.address().getHostAddress());
        String link = route.replaceAll("(?s).* dev (\\S+) .*", "$1");
        assertThat(link).startsWith(TestHost.PREFIX);
        assertThat(run("ip", "-6", "address", "show", "dev", link)).isEmpty();
        // All nodes, all routers, and the address that the host's end of the link would have.
        String probe =
                """
                use Socket qw(:all);
                open(my $i, '<', '/proc/net/if_inet6'); my ($index) = map { /^\\S+ (\\S+) .* eth0$/ ? hex $1 : () } <$i>;
                if (!$index) { print "no such protocol\\n"; exit }
                socket(my $s, AF_INET6, SOCK_RAW, 58) or die "socket: $!";
                for my $to ('ff02::1', 'ff02::2', 'fe80::1', '%s') {
                  send($s, pack('C2 n n2 a8', 128, 0, 0, 1, 1, 'probe'), 0, pack_sockaddr_in6(0, inet_pton(AF_INET6, $to), $index));
                }
                my $in = ''; vec($in, fileno $s, 1) = 1; my $heard = 0;
                while (select(my $ready = $in, undef, undef, 1.5)) {
                  my $from = recv($s, my $answer, 1000, 0); my (undef, $ip) = unpack_sockaddr_in6($from);
                  $heard++ if ord $answer == 129;
                }
                print "answers: $heard\\n"
                """
                        .formatted(localAddress(link));
        assertThat(
                        run(
                                "nsenter",
                                "--target",
                                Long.toString(attacker.pid()),
                                "--net",
                                "perl",
                                "-e",
                                probe))
                .isIn("no such protocol\n", "answers: 0\n");
    }

    /** The address that a link gives itself by its hardware address, RFC 4291. */
    private static String localAddress(String link) throws IOException {
        String[] mac =
                Files.readString(Path.of("/sys/class/net", link, "address")).strip().split(":", -1);
        return "fe80::%02x%s:%sff:fe%s:%s%s"
                .formatted(
                        Integer.parseInt(mac[0], 16) ^ 2, mac[1], mac[2], mac[3], mac[4], mac[5]);
    }

    @Test
    void takeNoPortOfTheHost() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ContainerSpec spec =
                host.perl(
                        "use IO::Socket::INET; $| = 1; my $l = IO::Socket::INET->new(LocalPort => %d, Listen => 1) or die; print \"listening\\n\"; while (my $c = $l->accept) { print \"drawn\\n\" }"
                                .formatted(port));
        host.containers.start(spec);
        host.awaitLog(spec, "listening");
        try (ServerSocket own = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket accepted = own.accept()) {
            assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
        }
        assertThat(host.log(spec)).doesNotContain("drawn");
    }

    @Test
    void seeNoConnectionOfTheHost() throws Exception {
        try (ServerSocket listening = new ServerSocket(0)) {
            assertThat(
                            host.run(
                                    host.shell(
                                            "cat /proc/net/tcp /proc/net/tcp6 /proc/net/unix /proc/net/route")))
                    .doesNotContain(":%04X ".formatted(listening.getLocalPort()));
        }
    }

    private Container server() {
        ContainerSpec spec = host.perl(SERVER);
        Container container = host.containers.start(spec);
        host.awaitLog(spec, "listening");
        return container;
    }

    private static String hello(Container server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.address(), 80), 3000);
            socket.setSoTimeout(3000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private String tcp(String address, int port) throws InterruptedException {
        return host.run(
                host.perl(
                        "use IO::Socket::INET; print IO::Socket::INET->new(PeerAddr => '%s:%d', Timeout => 2) ? 'reached' : 'refused'"
                                .formatted(address, port)));
    }

    private String forge(Container attacker, String from, String text) {
        return run(
                "nsenter",
                "--target",
                Long.toString(attacker.pid()),
                "--net",
                "perl",
                "-e",
                FORGE,
                from,
                NeighbourNetwork.PUBLIC,
                Integer.toString(DATAGRAMS),
                text);
    }

    private String run(String... argv) {
        return host.commands.run(Command.of(argv));
    }

    /** Takes datagrams on the machine beside this one. */
    private static final class Receiver implements AutoCloseable {

        private static final String TAKE =
                """
                use IO::Socket::INET; $| = 1;
                my $s = IO::Socket::INET->new(LocalPort => %d, Proto => 'udp') or die $!;
                print "listening\\n"; while (defined $s->recv(my $text, 100)) { print "$text\\n" }
                """
                        .formatted(DATAGRAMS);

        private final Process process;
        private final BufferedReader output;

        Receiver() throws IOException {
            process =
                    new ProcessBuilder("ip", "netns", "exec", NEIGHBOUR, "perl", "-e", TAKE)
                            .redirectErrorStream(true)
                            .start();
            output = process.inputReader();
            assertThat(output.readLine()).isEqualTo("listening");
        }

        String next() throws IOException {
            return output.readLine();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
