package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.BitRate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A container is reached from the host, reaches the outside, no other container, nothing of the host, at its rate. */
@Timeout(90)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerNetworkHostTests {

    private static final int PORT = 80;
    private static final int AMOUNT = 4_000_000;
    private static final int TRIES = 4;

    /** Listens on port 80 as an ordinary user; sends what it is asked for, or counts what it gets. */
    private static final String SERVER =
            """
            exec perl -MIO::Socket::INET -e '
              $SIG{PIPE} = "IGNORE";
              my $l = IO::Socket::INET->new(LocalPort => 80, Listen => 5, ReuseAddr => 1) or die $!;
              $| = 1; print "listening\\n";
              while (my $c = $l->accept) {
                my $line = <$c>;
                if ($line =~ /send (\\d+)/) { print $c "x" x $1 }
                elsif ($line =~ /take (\\d+)/) {
                  my $left = $1; my $b;
                  while ($left > 0 and my $n = read $c, $b, 65536 < $left ? 65536 : $left) { $left -= $n }
                  print $c "done\\n";
                } else { print $c "hello " . $c->peerhost . "\\n" }
                close $c;
              }'
            """;

    private final String program;
    private TestHost host;

    ContainerNetworkHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void answerTheHostAtItsAddress() throws Exception {
        Container server = server();
        assertThat(server.address().getHostAddress()).startsWith("10.210.");
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write("hi\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .startsWith("hello ");
        }
        assertThat(host.containers.usage(server.id()).orElseThrow().receivedBytes()).isPositive();
    }

    @Test
    void goOnWhenAnotherControlPlaneStartsOnTheMachine() throws Exception {
        Container server = server();
        new TestHost(program).close();
        connect(server).close();
    }

    @Test
    void reachTheOutside() throws Exception {
        assertThat(run("getent ahostsv4 " + packageServer())).contains("STREAM");
    }

    /** A name that certainly resolves: the host that this machine fetches its packages from. */
    private static String packageServer() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("/etc/apt"))) {
            for (Path file :
                    files.filter(path -> path.toString().matches(".*\\.(list|sources)")).toList()) {
                Matcher address =
                        Pattern.compile("(?m)^(?:URIs:|deb\\s).*?https?://([^/:\\s]+)")
                                .matcher(Files.readString(file));
                if (address.find()) {
                    return address.group(1);
                }
            }
        }
        throw new AssertionError("/etc/apt names no server");
    }

    @Test
    void reachNoOtherContainer() throws Exception {
        Container server = server();
        assertThat(run(tryConnect(server.address().getHostAddress(), PORT))).isEqualTo("refused\n");
    }

    @Test
    void reachNothingOfTheHost() throws Exception {
        try (ServerSocket listening = new ServerSocket(0)) {
            int port = listening.getLocalPort();
            String own = InetAddress.getLocalHost().getHostAddress();
            assertThat(run(tryConnect("169.254.1.1", port))).isEqualTo("refused\n");
            assertThat(run(tryConnect(own, port))).isEqualTo("refused\n");
        }
    }

    @Test
    void sendAtItsRate() throws Exception {
        Container server = server(BitRate.ofMegabits(100), BitRate.ofMegabits(10));
        assertThat(closest(10, () -> sent(server))).isBetween(9.0, 11.0);
    }

    @Test
    void receiveAtItsRate() throws Exception {
        Container server = server(BitRate.ofMegabits(10), BitRate.ofMegabits(100));
        assertThat(closest(10, () -> received(server))).isBetween(8.0, 11.0);
    }

    @Test
    void changeTheRateWhileItRuns() throws Exception {
        Container server = server(BitRate.ofMegabits(100), BitRate.ofMegabits(1));
        ContainerLimits limits = host.shell("true").limits();
        host.containers.limit(
                server.id(),
                TestHost.bandwidth(limits, BitRate.ofMegabits(100), BitRate.ofMegabits(20)));
        assertThat(closest(20, () -> sent(server))).isBetween(18.0, 22.0);
        host.containers.limit(server.id(), limits);
        assertThat(closest(100, () -> sent(server))).isGreaterThan(50);
    }

    @FunctionalInterface
    private interface Transfer {
        double megabits() throws IOException;
    }

    /** The rate of several tries that comes closest to the one that was set: whatever else runs makes some of them slow. */
    private static double closest(double set, Transfer transfer) throws IOException {
        double closest = transfer.megabits();
        for (int i = 1; i < TRIES && Math.abs(closest - set) > set / 20; i++) {
            double next = transfer.megabits();
            closest = Math.abs(next - set) < Math.abs(closest - set) ? next : closest;
        }
        return closest;
    }

    private static double sent(Container server) throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream()
                    .write(("send " + AMOUNT + "\n").getBytes(StandardCharsets.US_ASCII));
            return megabits(readFully(socket.getInputStream()));
        }
    }

    private static double received(Container server) throws IOException {
        try (Socket socket = connect(server)) {
            OutputStream out = socket.getOutputStream();
            out.write(("take " + AMOUNT + "\n").getBytes(StandardCharsets.US_ASCII));
            long before = System.nanoTime();
            out.write(new byte[AMOUNT]);
            assertThat(socket.getInputStream().readAllBytes()).hasSize(5);
            return megabits(System.nanoTime() - before);
        }
    }

    private Container server() {
        ContainerSpec spec = host.shell(SERVER);
        Container container = host.containers.start(spec);
        host.awaitLog(spec, "listening");
        return container;
    }

    private Container server(BitRate ingress, BitRate egress) {
        ContainerSpec spec = host.shell(SERVER);
        Container container =
                host.containers.start(
                        TestHost.with(spec, TestHost.bandwidth(spec.limits(), ingress, egress)));
        host.awaitLog(spec, "listening");
        return container;
    }

    private static Socket connect(Container container) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(container.address(), PORT), 10_000);
        return socket;
    }

    private static String tryConnect(String address, int port) {
        return "perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(PeerAddr => \"%s:%d\", Timeout => 2) ? \"reached\\n\" : \"refused\\n\"'"
                .formatted(address, port);
    }

    private String run(String script) throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        host.containers.run(host.shell(script), Duration.ofSeconds(30), output);
        return output.toString(StandardCharsets.UTF_8);
    }

    /** Nanoseconds from the first byte to the last. */
    private static long readFully(InputStream in) throws IOException {
        byte[] buffer = new byte[65_536];
        int total = Math.max(0, in.read(buffer));
        long before = System.nanoTime();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            total += n;
        }
        if (total != AMOUNT) {
            throw new ConnectException("Got " + total + " bytes");
        }
        return System.nanoTime() - before;
    }

    private static double megabits(long nanos) {
        return AMOUNT * 8e3 / nanos;
    }
}
