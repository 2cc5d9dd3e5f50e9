package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The whole platform, set up once for all tests by the launcher as a user would, on a home folder and ports of its own,
 * and taken down with all apps when the tests end.
 */
final class Platform {

    private static final Duration LONGEST = Duration.ofMinutes(8);
    private static final Path CHECKOUT = Path.of("").toAbsolutePath();
    private static final List<String> RUNTIMES =
            List.of("runtime/debian-13/node", "runtime/debian-13/python3");

    private final Path home;
    private final int httpPort;
    private final int sshPort;
    private final int routerPort;
    private final Map<String, String> environment;
    private final HttpClient http = HttpClient.newHttpClient();

    /** What a program wrote (both streams together) and how it ended. */
    record Result(int exitCode, String output) {

        Result succeeds() {
            assertThat(exitCode).describedAs(output).isZero();
            return this;
        }

        Result fails() {
            assertThat(exitCode).describedAs(output).isNotZero();
            return this;
        }
    }

    /** An answer of an app through the router. */
    record Answer(int status, String body) {}

    /** What two platforms on one machine may not have in common, by their number. */
    private static Map<String, String> ownNetwork(int number) {
        return Map.of(
                "SAMPAN_NETWORK_TABLE",
                "sampantest" + number,
                "SAMPAN_NETWORK_INTERFACEPREFIX",
                number == 0 ? "spt" : "spp",
                "SAMPAN_NETWORK_POOL",
                "10.%d.0.0/16".formatted(216 + number),
                "SAMPAN_UIDPOOL_FIRST",
                Integer.toString(700_000_000 + number * 300_000_000),
                "SAMPAN_RUNTIME_CGROUPPARENT",
                "sampantest" + number);
    }

    private static final List<Platform> STARTED = new CopyOnWriteArrayList<>();

    private static final class Shared {
        static final Platform PLATFORM = start(0, Map.of(), Platform::takeCachedImages);
    }

    private static final class OnPostgresql {
        static final Platform PLATFORM =
                start(
                        1,
                        Map.of(
                                "SAMPAN_DATABASE_URL",
                                TemporaryPostgresql.create("platform"),
                                "SAMPAN_DATABASE_USERNAME",
                                TemporaryPostgresql.USER),
                        Shared.PLATFORM::shareImagesWith);
    }

    private Platform(Path home, int number, Map<String, String> settings) throws IOException {
        this.home = home;
        this.httpPort = freePort();
        this.sshPort = freePort();
        this.routerPort = freePort();
        this.environment = new HashMap<>(ownNetwork(number));
        environment.putAll(settings);
        environment.put("SAMPAN_HOME", home.toString());
        environment.put("SAMPAN_HTTP_PORT", Integer.toString(httpPort));
        environment.put("SAMPAN_SSH_PORT", Integer.toString(sshPort));
        environment.put("SAMPAN_ROUTER_HTTP_PORT", Integer.toString(routerPort));
        environment.put("SAMPAN_ROUTER_HTTPS_PORT", Integer.toString(freePort()));
    }

    /** Whether a process is in a container of this platform. */
    boolean contains(long pid) {
        String parent = "/" + environment.get("SAMPAN_RUNTIME_CGROUPPARENT") + "/";
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains(parent);
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** Kills the control plane (`control`) or the router; the loop above it starts it again. */
    void kill(String name) throws IOException {
        String file = Files.readString(home.resolve("run/" + name + ".pid"));
        long pid = Long.parseLong(file.substring(0, file.indexOf(' ')));
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }

    /** The one platform of this test run. */
    static Platform shared() {
        return Shared.PLATFORM;
    }

    /** One more platform, whose database is PostgreSQL; it uses the images that the first one made. */
    static Platform onPostgresql() {
        return OnPostgresql.PLATFORM;
    }

    private static Platform start(
            int number, Map<String, String> settings, Consumer<Path> prepareHome) {
        try {
            Path home = Files.createTempDirectory("sampan-platform-");
            prepareHome.accept(home);
            Platform platform = new Platform(home, number, settings);
            STARTED.add(platform);
            platform.sampan("up").succeeds();
            return platform;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * Gives a home the images that the tests of builds keep between runs, if there are any on the same disk: making all
     * runtimes takes minutes.
     */
    private static void takeCachedImages(Path home) {
        Path cached = Path.of("/var/cache/sampan-tests/build");
        Path index = cached.resolve("images/index.json");
        try {
            if (!Files.exists(index)
                    || !Files.getFileStore(cached).equals(Files.getFileStore(home))) {
                return;
            }
            // No file of the store is written to once it has its name, the index neither.
            Process copy =
                    new ProcessBuilder(
                                    "cp",
                                    "-al",
                                    cached.resolve("images").toString(),
                                    cached.resolve("layers").toString(),
                                    home.toString())
                            .inheritIO()
                            .start();
            if (!copy.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS) || copy.exitValue() != 0) {
                copy.destroyForcibly();
                throw new AssertionError("The images of '%s' cannot be shared".formatted(cached));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Gives another home the images of this platform, as further names of the same files: neither writes into a file that
     * is there. The index goes first, so that all it names is there.
     */
    private void shareImagesWith(Path other) {
        Path index = home.resolve("images/index.json");
        try {
            await(
                    "the runtime layers are made",
                    LONGEST,
                    () -> {
                        String names = read(index);
                        return RUNTIMES.stream().allMatch(names::contains);
                    });
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        run(CHECKOUT, "cp", index.toString(), other.resolve("index.json").toString()).succeeds();
        for (String folder : List.of("images", "layers")) {
            run(CHECKOUT, "cp", "-al", home.resolve(folder).toString(), other.toString())
                    .succeeds();
        }
        run(CHECKOUT, "mv", other.resolve("index.json").toString(), other.resolve("images") + "/")
                .succeeds();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Takes the platforms down that there were; called once, when all tests have ended. */
    static void end() {
        STARTED.forEach(Platform::tearDown);
    }

    private void tearDown() {
        Result down = sampan("down", "--apps");
        if (down.exitCode() != 0) {
            System.err.println("The platform of the tests was not taken down:\n" + down.output());
        }
        var _ = run(CHECKOUT, "rm", "-rf", "--one-file-system", home.toString());
    }

    Path home() {
        return home;
    }

    int httpPort() {
        return httpPort;
    }

    int sshPort() {
        return sshPort;
    }

    int routerPort() {
        return routerPort;
    }

    String token() throws IOException {
        return Files.readString(home.resolve("secrets/admin-token")).strip();
    }

    /** Runs the launcher: one of its own commands, or one of the control plane. */
    Result sampan(String... arguments) {
        return run(CHECKOUT, prepend(CHECKOUT.resolve("sampan").toString(), arguments));
    }

    /** A repository with one commit of these files, ready to be pushed. */
    Path repository(Map<String, String> files) throws IOException {
        Path folder = Files.createTempDirectory("sampan-app-");
        git(folder, "init", "-q", "-b", "main", ".");
        commit(folder, files);
        return folder;
    }

    /** A repository with a copy of one of the examples. */
    Path example(String name) throws IOException {
        Path folder = Files.createTempDirectory("sampan-app-");
        run(CHECKOUT, "cp", "-r", "examples/" + name + "/.", folder.toString()).succeeds();
        git(folder, "init", "-q", "-b", "main", ".");
        commit(folder, Map.of());
        return folder;
    }

    void commit(Path folder, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        git(folder, "add", "-A");
        git(
                folder,
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@localhost",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "change");
    }

    Result git(Path folder, String... arguments) {
        return run(folder, prepend("git", arguments)).succeeds();
    }

    Result push(Path folder, String app) throws IOException {
        return run(folder, "git", "push", httpRemote(app), "main");
    }

    String httpRemote(String app) throws IOException {
        return "http://admin:%s@127.0.0.1:%d/git/%s.git".formatted(token(), httpPort, app);
    }

    /** Asks an app through the router. */
    Answer get(String app, String path) {
        return get(app, path, Duration.ofSeconds(30));
    }

    Answer get(String app, String path, Duration timeout) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d%s".formatted(routerPort, path)))
                        .header("Host", app + ".localhost")
                        .timeout(timeout)
                        .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a program to its end in the environment of this platform. */
    Result run(Path folder, String... command) {
        try {
            Path written = Files.createTempFile("sampan-output-", "");
            try {
                Process process = builder(folder, command).redirectOutput(written.toFile()).start();
                process.getOutputStream().close();
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError(
                            String.join(" ", command) + " took too long:\n" + text(written));
                }
                return new Result(process.exitValue(), text(written));
            } finally {
                Files.delete(written);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(String.join(" ", command), e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Starts a program in the environment of this platform. */
    Process begin(Path folder, String... command) throws IOException {
        return builder(folder, command).start();
    }

    private ProcessBuilder builder(Path folder, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        return builder;
    }

    /** Waits for something to become true, asking ten times a second. */
    static void await(String what, Duration limit, java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).describedAs("still not true: " + what).isBefore(deadline);
            Thread.sleep(100);
        }
    }

    private static String[] prepend(String first, String... rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(Arrays.asList(rest));
        return all.toArray(String[]::new);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
