package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Routers as processes of their own that follow each other, and are killed while they do. */
@Timeout(180)
class RouterSuccessionIntegrationTests {

    private static final String GET =
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";

    /** Listens at the port it is given and starts a program with that socket, as systemd does. */
    private static final String ACTIVATE =
            """
            use Socket; use Fcntl; use POSIX ();
            $^F = 100;
            my ($port, $flags, @command) = @ARGV;
            socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
            setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) or die "setsockopt: $!";
            bind($socket, sockaddr_in($port, inet_aton("127.0.0.1"))) or die "bind: $!";
            listen($socket, 100) or die "listen: $!";
            fcntl($socket, F_SETFL, $flags eq "blocking" ? 0 : O_NONBLOCK) or die "fcntl: $!";
            fileno($socket) == 3 or POSIX::dup2(fileno($socket), 3) or die "dup2: $!";
            $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_FDNAMES} = "http";
            exec(@command) or die "exec: $!";
            """;

    @TempDir private Path home;
    private TestOrigin origin;
    private final List<Process> processes = new ArrayList<>();
    private int port;
    private int retireSeconds = 1;

    @BeforeEach
    void start() throws Exception {
        origin = TestOrigin.ok();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        new RouteTablePublisher(home, Duration.ofSeconds(1))
                .publish(List.of(new Route("app", List.of("app.test"), List.of(origin.target()))));
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        origin.close();
    }

    private Process launch(List<String> before, String log) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=96m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RouterMain.class.getName(),
                        "--port",
                        String.valueOf(port),
                        "--https-port",
                        "0",
                        "--listen",
                        "127.0.0.1",
                        "--follow",
                        "on",
                        "--retire-seconds",
                        String.valueOf(retireSeconds),
                        "--home",
                        home.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve(log).toFile())
                        .start();
        processes.add(process);
        return process;
    }

    /** Starts a router and returns when it takes connections. */
    private Process serve(String log) throws Exception {
        Process process = launch(List.of(), log);
        awaitServing(process);
        return process;
    }

    private void awaitServing(Process process) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isServing(process)) {
            assertThat(System.nanoTime()).as("router %d serves", process.pid()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private boolean isServing(Process process) throws IOException {
        return RouterFiles.of(home).current().equals(java.util.Optional.of("" + process.pid()))
                && Files.readString(logOf(process)).contains("Serving on port");
    }

    private Path logOf(Process process) {
        return home.resolve("router" + processes.indexOf(process) + ".log");
    }

    private String exchange() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(Ascii.bytes(GET));
            byte[] bytes = socket.getInputStream().readAllBytes();
            return Ascii.text(bytes, 0, bytes.length);
        }
    }

    @Test
    void endsWhenAnotherHasFollowedAndItsTimeIsOver() throws Exception {
        Process first = serve("router0.log");
        assertThat(exchange()).endsWith("ok");

        Process second = serve("router1.log");

        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isZero();
        assertThat(home.resolve("router0.log")).content().contains("this one retires");
        assertThat(exchange()).endsWith("ok");
        RouterStats stats = new RouterControl(home).stats();
        assertThat(stats.pid()).isEqualTo(second.pid());
        assertThat(stats.route("app").requests()).as("of both").isEqualTo(2);
        assertThat(RouterFiles.of(home).routers()).containsExactly("" + second.pid());
        assertThat(home.resolve("router/handover." + first.pid() + ".sock")).doesNotExist();
    }

    @Test
    void goesOnInPlaceOfItsSuccessorWhenThatIsKilled() throws Exception {
        retireSeconds = 60;
        Process first = serve("router0.log");
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.setSoTimeout(60_000);
            Process second = serve("router1.log");
            second.destroyForcibly().waitFor();

            // Whether it had begun to retire or not, no connection is refused.
            for (int i = 0; i < 20; i++) {
                assertThat(exchange()).endsWith("ok");
            }
            open.getOutputStream().write(Ascii.bytes(GET));
            byte[] bytes = open.getInputStream().readAllBytes();
            assertThat(Ascii.text(bytes, 0, bytes.length)).endsWith("ok");
        }
        assertThat(new RouterControl(home).stats().pid()).isEqualTo(first.pid());
        Process third = serve("router2.log");
        assertThat(exchange()).endsWith("ok");
        assertThat(new RouterControl(home).stats().pid()).isEqualTo(third.pid());
    }

    @Test
    void goesOnAloneWhenTheOneBeforeIsKilled() throws Exception {
        Process first = serve("router0.log");
        Process second = serve("router1.log");
        first.destroyForcibly().waitFor();

        assertThat(exchange()).endsWith("ok");
        Publication done =
                new RouteTablePublisher(home, Duration.ofSeconds(5)).publish(table -> table);
        assertThat(done.acknowledged()).isTrue();
        assertThat(new RouterControl(home).stats().pid()).isEqualTo(second.pid());
    }

    @Test
    void servesEitherWayWhenTheOneBeforeIsKilledAtAnyMoment() throws Exception {
        for (int i = 0; i < 3; i++) {
            Process before = processes.isEmpty() ? serve("router0.log") : processes.getLast();
            Process next = launch(List.of(), "router" + processes.size() + ".log");
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(60L << i);
            while (System.nanoTime() < end && !isServing(next)) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            before.destroyForcibly().waitFor();

            awaitServing(next);
            assertThat(exchange()).endsWith("ok");
        }
    }

    @Test
    void leavesTheOneBeforeAloneWhenItCannotStart() throws Exception {
        Process first = serve("router0.log");
        Files.writeString(home.resolve("router/routes.json"), "{}");

        Process second = launch(List.of(), "router1.log");

        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(home.resolve("router1.log")).content().contains("is damaged");
        assertThat(exchange()).endsWith("ok");
        assertThat(new RouterControl(home).stats().pid()).isEqualTo(first.pid());
    }

    @Test
    void servesTheSocketThatSystemdOpened() throws Exception {
        Process process =
                launch(
                        List.of("perl", "-e", ACTIVATE, "--", String.valueOf(port), "nonblocking"),
                        "router0.log");
        awaitServing(process);

        assertThat(exchange()).endsWith("ok");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/fd/3")).toString())
                .as("the very socket")
                .startsWith("socket:");
    }

    @Test
    void saysWhatToSetWhenTheSocketOfSystemdBlocks() throws Exception {
        Process process =
                launch(
                        List.of("perl", "-e", ACTIVATE, "--", String.valueOf(port), "blocking"),
                        "router0.log");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(home.resolve("router0.log")).content().contains("Set NonBlocking=true");
    }
}
