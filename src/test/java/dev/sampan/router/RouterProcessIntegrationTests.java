package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The router as a process of its own with a heap of 64 MB: killed, told to stop, and under large bodies. */
class RouterProcessIntegrationTests {

    private static final String GET =
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";

    @TempDir private Path home;
    private TestOrigin origin;
    private final List<Process> processes = new ArrayList<>();
    private int port;

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

    private Process launch() throws IOException {
        return launch(List.of());
    }

    private Process launch(List<String> before) throws IOException {
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
                        "--home",
                        home.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("out.log").toFile())
                        .start();
        processes.add(process);
        return process;
    }

    private Socket connect() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(60_000);
                return socket;
            } catch (ConnectException e) {
                assertThat(System.nanoTime()).as("router listens").isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private String exchange(String request) throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(Ascii.bytes(request));
            byte[] bytes = socket.getInputStream().readAllBytes();
            return Ascii.text(bytes, 0, bytes.length);
        }
    }

    @Test
    void servesFromDiskWhenKilledAndStartedAgain() throws Exception {
        Process first = launch();
        assertThat(exchange(GET)).endsWith("ok");
        first.destroyForcibly().waitFor();

        launch();

        assertThat(exchange(GET)).endsWith("ok");
        RouterStats stats = new RouterControl(home).stats();
        assertThat(stats.pid()).isNotEqualTo(first.pid());
        assertThat(stats.generation()).isEqualTo(1);
    }

    @Test
    void routesByTheTableBeforeWhenTheNewestIsDamaged() throws Exception {
        new RouteTablePublisher(home, Duration.ofSeconds(1)).publish(table -> table);
        Files.writeString(home.resolve("router/routes.json"), "{}");

        launch();

        assertThat(exchange(GET)).endsWith("ok");
        assertThat(home.resolve("out.log"))
                .content()
                .contains("is damaged")
                .contains("Routing by the table before it, generation 1");
    }

    @Test
    void finishesRequestWhenTerminated() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        origin.setScript(
                (head, in, out) -> {
                    await(go);
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    return true;
                });
        Process process = launch();
        try (Socket client = connect();
                Socket idle = connect()) {
            client.getOutputStream().write(Ascii.bytes("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"));
            while (origin.heads().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            process.destroy();
            assertThat(idle.getInputStream().read()).as("idle connection is closed").isNegative();
            assertThat(process.isAlive()).isTrue();
            go.countDown();
            byte[] bytes = client.getInputStream().readAllBytes();
            assertThat(Ascii.text(bytes, 0, bytes.length))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Connection: close\r\n")
                    .endsWith("ok");
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("router/control.sock")).doesNotExist();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void streamsMoreThanItsMemoryWhenTwentyClientsDownload() throws Exception {
        int size = 20 << 20;
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
                    out.write(new byte[size]);
                    return true;
                });
        Process process = launch();
        List<Thread> clients = new ArrayList<>();
        List<Integer> lengths = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(Thread.ofVirtual().start(() -> lengths.add(lengthOfAnswer())));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(lengths)
                .hasSize(20)
                .allSatisfy(length -> assertThat(length).isGreaterThan(size));
        assertThat(process.isAlive()).isTrue();
        assertThat(home.resolve("out.log")).content().doesNotContain("OutOf");
    }

    private int lengthOfAnswer() {
        try {
            return exchange(GET).length();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysSoWhenThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Process process = launch();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(home.resolve("out.log")).content().contains("cannot listen on");
            assertThat(taken.isBound()).isTrue();
        }
    }

    @Test
    void tellsClientsToComeAgainWhenDescriptorsAreUsedUpAndMakesRoom() throws Exception {
        launch(List.of("/bin/sh", "-c", "ulimit -n 400; exec \"$@\"", "sh"));
        assertThat(exchange(GET)).endsWith("ok");
        List<Socket> idle = new ArrayList<>();
        int told = 0;
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = connect();
                idle.add(socket);
                socket.setSoTimeout(20_000);
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!answersNow()) {
                assertThat(System.nanoTime()).as("idle ones make room").isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            for (Socket socket : idle) {
                told += wasTold(socket) ? 1 : 0;
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }

        assertThat(told).isPositive();
        assertThat(exchange(GET)).endsWith("ok");
        assertThat(Files.readString(home.resolve("out.log"))).doesNotContain("ERROR");
    }

    private boolean answersNow() throws InterruptedException {
        try {
            return exchange(GET).endsWith("ok");
        } catch (IOException e) {
            return false; // more are told to come again than there is room for that
        }
    }

    /** Every one of them gets an end: a word first, or at once, or because it asked for nothing. */
    private static boolean wasTold(Socket socket) {
        try {
            byte[] bytes = socket.getInputStream().readAllBytes();
            String answer = Ascii.text(bytes, 0, bytes.length);
            return answer.startsWith("HTTP/1.1 503 ") && answer.contains("\r\nRetry-After: ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void answersWhenThereIsNoDescriptorForTheApp() throws Exception {
        new RouteTablePublisher(home, Duration.ofSeconds(1))
                .publish(
                        table ->
                                table.with(
                                        new Route(
                                                "none",
                                                List.of("none.test"),
                                                List.of(new Target("127.0.0.1", 1)))));
        launch(List.of("/bin/sh", "-c", "ulimit -n 400; exec \"$@\"", "sh"));
        assertThat(exchange(GET)).endsWith("ok");
        // Loads what an answer of 502 needs: from a folder of classes that takes a descriptor each.
        assertThat(exchange(GET.replace("app.test", "none.test"))).startsWith("HTTP/1.1 502 ");
        origin.closeConnections();
        // Keeps the router's connection to the app busy, so that each client needs another.
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"));
                    out.flush();
                    in.read();
                    return false;
                });
        List<Socket> clients = new ArrayList<>();
        Deque<Socket> spare = new ArrayDeque<>();
        for (int i = 0; i < 6; i++) {
            spare.add(connect());
        }
        try {
            String status = "";
            for (int i = 0; i < 400 && !status.equals("HTTP/1.1 503"); i++) {
                Socket socket = connect();
                clients.add(socket);
                socket.getOutputStream()
                        .write(Ascii.bytes("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"));
                status = status(socket, spare);
            }
            assertThat(status).isEqualTo("HTTP/1.1 503");
        } finally {
            clients.addAll(spare);
            for (Socket socket : clients) {
                socket.close();
            }
        }
        origin.setScript(
                (head, in, out) -> {
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                    return true;
                });
        assertThat(exchange(GET)).endsWith("ok");
    }

    @Test
    void hearsTheControlPlaneAgainWhenThereWasNoDescriptorForIt() throws Exception {
        Process router = launch();
        assertThat(exchange(GET)).endsWith("ok");
        RouterControl control = new RouterControl(home);
        assertThat(control.stats().route("app").requests()).isEqualTo(1);
        limitFiles(router, 5);
        Path link = RouterFiles.of(home).controlLink();
        try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(link))) {
            assertThat(peer.isConnected()).isTrue();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Files.readString(home.resolve("out.log")).contains("cannot accept")) {
                assertThat(System.nanoTime()).as("there are none left").isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        limitFiles(router, 400);

        assertThat(control.stats().route("app").requests()).isEqualTo(1);
        assertThat(exchange(GET)).endsWith("ok");
    }

    private static void limitFiles(Process process, int most) throws Exception {
        Process prlimit =
                new ProcessBuilder(
                                "prlimit",
                                "--pid",
                                String.valueOf(process.pid()),
                                "--nofile=" + most + ":")
                        .inheritIO()
                        .start();
        assertThat(prlimit.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }

    /** When the router cannot even accept the client, one descriptor is given back: enough for the client, not for the app. */
    private static String status(Socket socket, Deque<Socket> spare) throws IOException {
        byte[] start;
        try {
            socket.setSoTimeout(3_000);
            start = socket.getInputStream().readNBytes(12);
        } catch (java.net.SocketTimeoutException e) {
            spare.pop().close();
            socket.setSoTimeout(60_000);
            start = socket.getInputStream().readNBytes(12);
        }
        return Ascii.text(start, 0, start.length);
    }
}
