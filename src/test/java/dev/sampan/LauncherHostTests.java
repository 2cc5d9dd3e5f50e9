package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's promise: up, down and status do what they say, and what is killed comes back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherHostTests {

    private static final Path LAUNCHER = Path.of("sampan").toAbsolutePath();

    /** Keeps the base layer from one run of the tests to the next. */
    private static final Path ARCHIVES = Path.of("target/stacks").toAbsolutePath();

    private static final String TABLE = "sampanlaunch";

    private final String httpPort = freePort();
    private final String routerPort = freePort();
    private final Map<String, String> ports =
            Map.of(
                    "SAMPAN_HTTP_PORT",
                    httpPort,
                    "SAMPAN_SSH_PORT",
                    freePort(),
                    "SAMPAN_ROUTER_HTTP_PORT",
                    routerPort,
                    "SAMPAN_ROUTER_HTTPS_PORT",
                    freePort());

    private Path home = Path.of("");
    private Path otherHome = Path.of("");
    private Outcome firstUp = new Outcome(-1, "");
    private Duration firstUpTook = Duration.ZERO;

    private record Outcome(int exitCode, String output) {}

    @BeforeAll
    void up(@TempDir Path folder, @TempDir Path otherFolder) throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        otherHome = Files.createDirectory(otherFolder.resolve("home"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Instant start = Instant.now();
        firstUp = launch(home, ports, "up");
        firstUpTook = Duration.between(start, Instant.now());
    }

    @AfterAll
    void down() throws Exception {
        launch(home, ports, "down");
        run(
                home,
                ports,
                List.of(
                        "sh",
                        "-c",
                        "awk -v below=\"$1/\" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount",
                        "sh",
                        home.toString()));
        run(home, ports, List.of("rm", "-rf", home.toString()));
    }

    @Test
    @Order(1)
    void serveAndPrintAddressesWhenUpEnds() throws Exception {
        assertThat(firstUp.output())
                .contains("http://127.0.0.1:" + httpPort + "/")
                .contains(home.resolve("secrets/admin-password").toString())
                .contains(home.resolve("secrets/admin-token").toString());
        assertThat(firstUp.exitCode()).isZero();
        assertThat(healthStatus()).isEqualTo(200);
        assertThat(routerAnswers()).isTrue();
    }

    @Test
    @Order(2)
    void changeNothingWhenAllRuns() throws Exception {
        List<Long> before = pids();
        List<String> started = startTimes();
        String laid = Files.readSymbolicLink(home.resolve("dist/current")).toString();
        long logged = Files.size(home.resolve("log/control.log"));
        Instant start = Instant.now();

        Outcome outcome = launch(home, ports, "up");

        Duration took = Duration.between(start, Instant.now());
        System.out.printf("A second 'up' took %d ms%n", took.toMillis());
        assertThat(outcome.exitCode()).isZero();
        assertThat(pids()).isEqualTo(before);
        assertThat(startTimes()).isEqualTo(started);
        assertThat(outcome.output()).doesNotContain("----->");
        assertThat(Files.readSymbolicLink(home.resolve("dist/current")).toString()).isEqualTo(laid);
        assertThat(logAfter(logged)).doesNotContain("Started SampanApplication");
        // No JVM is started by it, so it is far from what the first one took on the same machine.
        assertThat(took).isLessThan(firstUpTook.dividedBy(2));
    }

    private String logAfter(long bytes) throws IOException {
        byte[] log = Files.readAllBytes(home.resolve("log/control.log"));
        return new String(log, (int) bytes, log.length - (int) bytes, StandardCharsets.UTF_8);
    }

    /** Field 22 of proc_pid_stat(5): a process that took the PID of another one has another. */
    private List<String> startTimes() throws IOException {
        List<String> times = new ArrayList<>();
        for (long pid : pids()) {
            times.add(fieldsOf(pid)[19]);
        }
        return times;
    }

    @Test
    @Order(3)
    void tellWhatRunsWhenAskedForStatus() throws Exception {
        Outcome outcome = launch(home, ports, "status");

        assertThat(outcome.output())
                .contains("Control plane   serves")
                .contains("Router          serves")
                .contains("HTTP " + httpPort);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    @Order(4)
    void runTheRouterWithoutRootsPowers() throws Exception {
        String status = Files.readString(Path.of("/proc", pid("router").toString(), "status"));

        assertThat(status)
                .containsPattern("CapEff:\\s+0000000000000400\n")
                .containsPattern("CapBnd:\\s+0000000000000400\n")
                .containsPattern("NoNewPrivs:\\s+1\n")
                .doesNotContainPattern("Uid:\\s+0\\s");
        assertThat(asRouterUser("test", "-x", home.toString())).isZero();
        assertThat(asRouterUser("test", "-w", home.resolve("router").toString())).isZero();
        for (String folder : List.of("secrets", "log", "db", "repos")) {
            Path closed = home.resolve(folder);
            assertThat(asRouterUser("test", "-r", closed.toString())).as(folder).isNotZero();
            assertThat(asRouterUser("test", "-x", closed.toString())).as(folder).isNotZero();
        }
    }

    @Test
    @Order(4)
    void passEveryArgumentAsOneWordWhenACommandIsGiven() throws Exception {
        String value = "it's a \"b\" \\ $HOME *";
        assertThat(launch(home, ports, "apps:create", "shop").exitCode()).isZero();
        launch(home, ports, "config:set", "--no-restart", "shop", "GREETING=" + value);

        assertThat(launch(home, ports, "config:get", "shop", "GREETING").output().strip())
                .isEqualTo(value);
        assertThat(launch(home, ports, "apps:exists", "nope").exitCode()).isEqualTo(20);
        assertThat(launch(home, ports, "apps:destroy", "--force", "shop").exitCode()).isZero();
    }

    @Test
    @Order(5)
    void startTheRouterAgainWhenItIsKilled() throws Exception {
        long killed = pid("router");
        Instant start = Instant.now();

        kill(killed);

        await(() -> pidOrZero("router") != killed && routerAnswers());
        System.out.printf(
                "The router was back after %d ms%n",
                Duration.between(start, Instant.now()).toMillis());
    }

    @Test
    @Order(5)
    void letTheRouterGoBeforeOtherWork() throws Exception {
        assertThat(niceness(pid("router"))).isEqualTo(-10);
        assertThat(niceness(pid("control"))).isZero();
    }

    @Test
    @Order(6)
    void startTheControlPlaneAgainWhenItIsKilled() throws Exception {
        long router = pid("router");
        long killed = pid("control");

        kill(killed);

        await(() -> pidOrZero("control") != killed && healthStatus() == 200);
        assertThat(pid("router")).isEqualTo(router);
    }

    @Test
    @Order(7)
    void adoptTheRouterWhenItsSupervisorIsKilled() throws Exception {
        long router = pid("router");
        long supervisor = pid("router.supervisor");
        kill(supervisor);
        await(() -> ProcessHandle.of(supervisor).isEmpty());

        assertThat(launch(home, ports, "up").exitCode()).isZero();

        assertThat(pid("router")).isEqualTo(router);
        kill(router);
        await(() -> pidOrZero("router") != router && routerAnswers());
    }

    @Test
    @Order(8)
    void replaceTheRouterWithoutLosingARequest() throws Exception {
        long before = pid("router");
        long supervisor = pid("router.supervisor");
        try (Visitors _ = new Visitors()) {
            Outcome outcome = launch(home, ports, "router:restart");

            assertThat(outcome.output()).contains("takes the connections; " + before + " retires");
            assertThat(outcome.exitCode()).isZero();
        }
        long after = pid("router");
        assertThat(after).isNotEqualTo(before);
        assertThat(niceness(after)).isEqualTo(-10);
        assertThat(pid("router.supervisor")).isNotEqualTo(supervisor);
        await(() -> ProcessHandle.of(before).isEmpty() && ProcessHandle.of(supervisor).isEmpty());
        assertThat(routerAnswers()).isTrue();
        assertThat(pid("router")).isEqualTo(after);
    }

    @Test
    @Order(9)
    void leaveTheRouterAloneWhenTheNextOneCannotFollow() throws Exception {
        long before = pid("router");
        Path table = home.resolve("router/routes.json");
        byte[] good = Files.readAllBytes(table);
        Files.writeString(table, "{}");
        try (Visitors _ = new Visitors()) {
            Outcome outcome = launch(home, ports, "router:restart");

            assertThat(outcome.output())
                    .contains("is damaged")
                    .contains("The new router did not take over; the one before it, pid " + before);
            assertThat(outcome.exitCode()).isEqualTo(1);
        } finally {
            Files.write(table, good);
        }
        assertThat(pid("router")).isEqualTo(before);
    }

    @Test
    @Order(10)
    void upgradeTheRouterWithoutLosingARequestWhenTheBuildHasChanged(@TempDir Path checkout)
            throws Exception {
        Path upgraded = copyOfCheckout(checkout);
        long before = pid("router");
        String running = Files.readSymbolicLink(home.resolve("dist/current")).toString();
        try (Visitors _ = new Visitors()) {
            Outcome outcome = run(home, ports, List.of(upgraded.toString(), "up"));

            assertThat(outcome.output())
                    .contains("Replacing the router by version")
                    .contains("Replacing the control plane by version");
            assertThat(outcome.exitCode()).isZero();
        }
        String laid = Files.readSymbolicLink(home.resolve("dist/current")).toString();
        assertThat(laid).isNotEqualTo(running);
        assertThat(contains(ProcessHandle.of(pid("router")).orElseThrow(), "cmdline", laid))
                .isTrue();
        assertThat(pid("router")).isNotEqualTo(before);
        assertThat(healthStatus()).isEqualTo(200);
    }

    /** The launcher with a jar that differs by a comment behind its end. */
    private static Path copyOfCheckout(Path folder) throws Exception {
        for (String part : List.of("sampan", "launcher", "pom.xml", "config")) {
            copy(LAUNCHER.resolveSibling(part), folder.resolve(part));
        }
        Files.createDirectory(folder.resolve("target"));
        copy(LAUNCHER.resolveSibling("target/lib"), folder.resolve("target/lib"));
        Path jar = folder.resolve("target/sampan.jar");
        copy(LAUNCHER.resolveSibling("target/sampan.jar"), jar);
        byte[] bytes = Files.readAllBytes(jar);
        // The length of the comment stands at the end, and is zero (APPNOTE.TXT, section 4.3.16).
        assertThat(bytes[bytes.length - 2]).isZero();
        bytes[bytes.length - 2] = 1;
        Files.write(jar, bytes);
        Files.write(jar, new byte[] {'2'}, StandardOpenOption.APPEND);
        return folder.resolve("sampan");
    }

    private static void copy(Path from, Path to) throws Exception {
        Process process = new ProcessBuilder("cp", "-r", from.toString(), to.toString()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** Clients that ask the router all the time, on new connections and on one that stays; none may be left without an answer. */
    private final class Visitors implements AutoCloseable {

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger answers = new AtomicInteger();
        private final Queue<String> lost = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads =
                List.of(
                        Thread.ofVirtual().start(() -> visit("close")),
                        Thread.ofVirtual().start(() -> visit("keep-alive")));

        private void visit(String connection) {
            byte[] request =
                    "GET / HTTP/1.1\r\nHost: nobody.test\r\nConnection: %s\r\n\r\n"
                            .formatted(connection)
                            .getBytes(StandardCharsets.US_ASCII);
            while (!stopped.get()) {
                try (Socket socket =
                        new Socket(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(routerPort))) {
                    socket.setSoTimeout(60_000);
                    boolean goesOn = true;
                    while (goesOn && !stopped.get()) {
                        socket.getOutputStream().write(request);
                        goesOn = readAnswer(new DataInputStream(socket.getInputStream()));
                        answers.incrementAndGet();
                    }
                } catch (IOException e) {
                    lost.add(e.toString());
                }
            }
        }

        /** Reads an answer of 404; returns whether the connection goes on. */
        @SuppressWarnings("deprecation") // the bytes of a head are what they say
        private boolean readAnswer(DataInputStream in) throws IOException {
            String status = in.readLine();
            if (status == null || !status.startsWith("HTTP/1.1 404 ")) {
                throw new IOException("answer: " + status);
            }
            int length = 0;
            boolean goesOn = true;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length: ")) {
                    length = Integer.parseInt(lower.substring(16));
                }
                goesOn &= !lower.equals("connection: close");
            }
            in.readFully(new byte[length]);
            return goesOn;
        }

        @Override
        public void close() {
            int sofar = answers.get();
            try {
                await(() -> answers.get() > sofar + 20 || !lost.isEmpty());
                stopped.set(true);
                for (Thread thread : threads) {
                    assertThat(thread.join(Duration.ofMinutes(2))).isTrue();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                stopped.set(true);
            }
            assertThat(lost).isEmpty();
        }
    }

    @Test
    @Order(11)
    void refuseWhenNotRoot() throws Exception {
        Outcome outcome =
                run(otherHome, ports, List.of("unshare", "--user", LAUNCHER.toString(), "up"));

        assertThat(outcome.output()).contains("needs root. Run: sudo ./sampan up");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    @Order(12)
    void nameTheHolderWhenAPortIsInUse() throws Exception {
        try (ServerSocket holder = new ServerSocket(0)) {
            String port = Integer.toString(holder.getLocalPort());
            Outcome outcome =
                    launch(
                            otherHome,
                            Map.of(
                                    "SAMPAN_HTTP_PORT", port,
                                    "SAMPAN_SSH_PORT", freePort(),
                                    "SAMPAN_ROUTER_HTTP_PORT", freePort(),
                                    "SAMPAN_ROUTER_HTTPS_PORT", freePort()),
                            "up");

            assertThat(outcome.output())
                    .contains(
                            "Port %s (SAMPAN_HTTP_PORT) is in use by 'java' (pid %d)"
                                    .formatted(port, ProcessHandle.current().pid()));
            assertThat(outcome.exitCode()).isEqualTo(1);
        }
    }

    @Test
    @Order(13)
    void sayThatTheControlPlaneIsDownWhenACommandIsGiven() throws Exception {
        Outcome outcome = launch(otherHome, Map.of("SAMPAN_SSH_PORT", freePort()), "apps:list");

        assertThat(outcome.output().lines())
                .singleElement()
                .asString()
                .contains("The control plane is not running")
                .contains("sudo ./sampan up");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    @Order(14)
    void leaveAnotherProcessAloneWhenItsPidStandsInAStaleFile() throws Exception {
        Process bystander = new ProcessBuilder("sleep", "300").start();
        try {
            Path run = Files.createDirectories(otherHome.resolve("run"));
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            for (String name : List.of("control", "router", "control.supervisor", "trainer")) {
                Files.writeString(run.resolve(name + ".pid"), bystander.pid() + " 1 " + boot);
            }

            launch(otherHome, ports, "down");

            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    @Order(15)
    void leaveNothingWhenDownEndsWithTheApps() throws Exception {
        assertThat(leftOnTheHost()).contains("table ip " + TABLE).contains("/" + TABLE);

        Outcome outcome = launch(home, ports, "down", "--apps");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(processesOf(home)).isEmpty();
        assertThat(leftOnTheHost()).isEmpty();
        assertThat(launch(home, ports, "status").exitCode()).isEqualTo(3);
    }

    /** Rules, routes, mounts and control groups of the platform of these tests. */
    private String leftOnTheHost() throws Exception {
        return run(
                        home,
                        Map.of(),
                        List.of(
                                "sh",
                                "-c",
                                "nft list tables | grep -w \"$1\"; ip route show 10.214.0.0/16; grep -F \"$2/\" /proc/mounts; find /sys/fs/cgroup -maxdepth 2 -type d -name \"$1\"",
                                "sh",
                                TABLE,
                                home.toString()))
                .output();
    }

    /** Processes whose command line names the home folder, and supervisors, whose environment does. */
    private static List<String> processesOf(Path home) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(
                        process ->
                                contains(process, "cmdline", home.toString())
                                        || (contains(process, "cmdline", "--supervise")
                                                && contains(process, "environ", home.toString())))
                .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
                .toList();
    }

    private static boolean contains(ProcessHandle process, String file, String text) {
        try {
            Path path = Path.of("/proc", Long.toString(process.pid()), file);
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).contains(text);
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    private int healthStatus() {
        return status(httpPort, "/actuator/health");
    }

    private boolean routerAnswers() {
        return status(routerPort, "/") > 0;
    }

    private static int status(String port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(120);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("within two minutes").isBefore(deadline);
            Thread.sleep(5);
        }
    }

    private List<Long> pids() throws IOException {
        return List.of(
                pid("control"), pid("control.supervisor"), pid("router"), pid("router.supervisor"));
    }

    private Long pid(String name) throws IOException {
        String line = Files.readString(home.resolve("run").resolve(name + ".pid"));
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    /** Field 19 of proc_pid_stat(5). */
    private static long niceness(long pid) throws IOException {
        return Long.parseLong(fieldsOf(pid)[16]);
    }

    /** What stands behind the name in proc_pid_stat(5), from the third field on. */
    private static String[] fieldsOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private long pidOrZero(String name) {
        try {
            return pid(name);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private int asRouterUser(String... command) throws Exception {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--reuid=sampan-router",
                                "--regid=sampan-router",
                                "--clear-groups",
                                "--"));
        argv.addAll(List.of(command));
        return run(home, ports, argv).exitCode();
    }

    private static Outcome launch(Path home, Map<String, String> settings, String... arguments)
            throws Exception {
        List<String> argv = new ArrayList<>(List.of(LAUNCHER.toString()));
        argv.addAll(List.of(arguments));
        return run(home, settings, argv);
    }

    private static Outcome run(Path home, Map<String, String> settings, List<String> argv)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SAMPAN_"));
        builder.environment().putAll(settings);
        builder.environment().put("SAMPAN_HOME", home.toString());
        builder.environment().put("SAMPAN_BUILD", "never");
        builder.environment().put("SAMPAN_AOT", "off");
        builder.environment().put("SAMPAN_STACK_ARCHIVES", ARCHIVES.toString());
        builder.environment().put("SAMPAN_NETWORK_TABLE", TABLE);
        builder.environment().put("SAMPAN_RUNTIME_CGROUPPARENT", TABLE);
        builder.environment().put("SAMPAN_NETWORK_POOL", "10.214.0.0/16");
        builder.environment().put("SAMPAN_NETWORK_INTERFACEPREFIX", "spx");
        builder.environment().put("SAMPAN_UIDPOOL_FIRST", "700000000");
        Process process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        System.out.println(output);
        return new Outcome(process.exitValue(), output);
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return Integer.toString(socket.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
