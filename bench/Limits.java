import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sets limits, orders an app to use as much as it can, and prints what was asked for beside what it got.
 *
 * <p>Usage: java Limits.java SAMPAN HOME API-ADDRESS APP NEIGHBOUR [MEASUREMENT...]
 */
public final class Limits {

    private static final int SECONDS = 6;

    /** Congestion control probes once in ten seconds, which costs a slow connection the most. */
    private static final int SLOW_SECONDS = 20;

    private static final long MEBIBYTE = 1 << 20;

    private final String sampan;
    private final Path home;
    private final String app;
    private final String neighbour;
    private final String api;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean missed;

    private Limits(String sampan, Path home, String api, String app, String neighbour) throws IOException {
        this.sampan = sampan;
        this.home = home;
        this.api = api;
        this.token = Files.readString(home.resolve("secrets/admin-token")).strip();
        this.app = app;
        this.neighbour = neighbour;
    }

    private interface Measurement {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Limits limits = new Limits(args[0], Path.of(args[1]), args[2], args[3], args[4]);
        Map<String, Measurement> all = new LinkedHashMap<>();
        all.put("cpu", limits::cpu);
        all.put("memory", limits::memory);
        all.put("pids", limits::pids);
        all.put("disk", limits::disk);
        all.put("io", limits::io);
        all.put("network", limits::network);
        all.put("neighbour", limits::neighbour);
        all.put("live", limits::live);
        List<String> wanted = Arrays.asList(args).subList(5, args.length);
        for (String name : wanted.isEmpty() ? all.keySet() : wanted) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException("There is no measurement '%s'; there are %s".formatted(name, all.keySet()));
            }
        }
        System.out.printf("%-34s %14s %14s %8s   %s%n", "", "asked", "got", "ratio", "wanted");
        for (String name : wanted.isEmpty() ? all.keySet() : wanted) {
            all.get(name).run();
        }
        System.exit(limits.missed ? 1 : 0);
    }

    private void cpu() throws Exception {
        for (double asked : new double[] {0.25, 0.5, 1.0}) {
            limit("--cpu", Double.toString(asked));
            double got = Double.parseDouble(order(app, "burn " + SECONDS + " 3")) / SECONDS;
            row("processor, %.2f of one".formatted(asked), asked, got, 0.96, 1.04);
        }
        limit("--cpu", "1");
    }

    private void memory() throws Exception {
        limit("--memory", "128m");
        String signal = order(app, "hog");
        long most = Long.parseLong(cgroup("memory", "memory.max_usage_in_bytes", "memory.peak"));
        row("memory, MiB (killed by " + signal + ")", 128, (double) most / MEBIBYTE, 0.9, 129.0 / 128);
        limit("--memory", "512m");
    }

    private void pids() throws Exception {
        for (int asked : new int[] {64, 256}) {
            limit("--pids", Integer.toString(asked));
            row("processes", asked, Double.parseDouble(order(app, "forks")), 1, 1);
        }
    }

    private void disk() throws Exception {
        for (long asked : new long[] {256, 1024}) {
            limit("--disk", asked + "m");
            order(app, "fill /app/filler");
            long used = diskUse();
            order(app, "remove /app/filler");
            double limit = asked * MEBIBYTE;
            row("disk space, MiB", asked, (double) used / MEBIBYTE, 0.99, (limit + 4096) / limit);
        }
    }

    private void io() throws Exception {
        order(app, "make 256 /app/read");
        rates("writes", "--io-write", "disk %d /app/written 1024 write", MEBIBYTE, "MiB/s", "m");
        rates("reads", "--io-read", "disk %d /app/read 1024 read", MEBIBYTE, "MiB/s", "m");
        rates("writes", "--io-write-iops", "disk %d /app/written 4 write", 4096, "a second", "");
        rates("reads", "--io-read-iops", "disk %d /app/read 4 read", 4096, "a second", "");
        order(app, "remove /app/read");
        sampan("resource:limit-clear", app);
    }

    /** Asks for two rates in turn; an order with how long, answered in bytes a second, says what comes of it. */
    private void rates(String what, String option, String order, double each, String per, String suffix)
            throws Exception {
        double free = Double.parseDouble(order(app, order.formatted(3))) / each;
        int[] wanted = suffix.isEmpty() ? new int[] {100, 400} : new int[] {10, 40};
        for (int asked : wanted) {
            if (free < asked * 1.5) {
                System.out.printf("disk %s: this disk gives only %.0f %s, too little for %d%n", what, free, per, asked);
                missed = true;
                continue;
            }
            limit(option, asked + suffix);
            double got = Double.parseDouble(order(app, order.formatted(SECONDS))) / each;
            row("disk %s, %s (free %.0f)".formatted(what, per, free), asked, got, 0.9, 1.1);
        }
        sampan("resource:limit-clear", app);
    }

    private void network() throws Exception {
        for (int asked : new int[] {1, 10, 50, 200}) {
            limit("--network-egress", asked + "mbit", "--network-ingress", asked + "mbit");
            int seconds = asked < 10 ? SLOW_SECONDS : SECONDS;
            rate("sent", asked, seconds, received(seconds));
            rate("received", asked, seconds, sent(seconds));
        }
        limit("--network-egress", "1gbit", "--network-ingress", "1gbit");
    }

    /** The first second in full, and the whole time in goodput, of bytes by tenths of a second. */
    private void rate(String direction, int megabits, int seconds, long[] tenths) {
        double whole = Arrays.stream(tenths).limit(seconds * 10L).sum() * 8e-6 / seconds;
        double first = Arrays.stream(tenths).limit(10).sum() * 8e-6;
        row("bandwidth %s, Mbit/s".formatted(direction), megabits, whole, 0.94, 0.97);
        row("  its first second", megabits, first, 0, 1.25);
    }

    private long[] received(int seconds) throws IOException {
        long[] tenths = new long[seconds * 10 + 100];
        try (Socket socket = open(app, "send " + (seconds + 1))) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            long began = System.nanoTime();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int tenth = (int) ((System.nanoTime() - began) / 100_000_000);
                if (tenth >= seconds * 10) {
                    break;
                }
                tenths[tenth] += n;
            }
        }
        return tenths;
    }

    private long[] sent(int seconds) throws IOException {
        try (Socket socket = open(app, "take")) {
            OutputStream out = socket.getOutputStream();
            byte[] block = new byte[1 << 14];
            long end = System.nanoTime() + (seconds + 1) * 1_000_000_000L;
            while (System.nanoTime() < end) {
                out.write(block);
            }
            socket.shutdownOutput();
            return Stream.of(answer(socket).split(" ")).mapToLong(Long::parseLong).toArray();
        }
    }

    /** A fixed piece of work of the neighbour, alone and beside an app that burns what it may of everything. */
    private void neighbour() throws Exception {
        limit("--cpu", "0.5", "--network-egress", "20mbit");
        String work = "work 20000000";
        order(neighbour, work);
        double alone = Double.parseDouble(order(neighbour, work));
        CompletableFuture<Void> burning = CompletableFuture.runAsync(() -> orderQuietly("burn 15 8"));
        CompletableFuture<Void> sending = CompletableFuture.runAsync(this::receiveQuietly);
        Thread.sleep(300);
        double beside = Double.parseDouble(order(neighbour, work));
        CompletableFuture.allOf(burning, sending).join();
        row("neighbour's speed, of its own", 1, alone / beside, 0.95, 2);
        limit("--cpu", "1", "--network-egress", "1gbit");
    }

    /** From the request of the REST API to its answer, by when the kernel has the new limit. */
    private void live() throws Exception {
        holds("processes", "pids", i -> Integer.toString(100 + i), "pids", "pids.max", "pids.max");
        holds("memory", "memory", i -> (200 + i) + "m", "memory", "memory.limit_in_bytes", "memory.max");
        holds("processor", "cpu", i -> "0." + (30 + i), "cpu", "cpu.cfs_quota_us", "cpu.max");
        holds("weight", "cpu-weight", i -> Integer.toString(150 + i), "cpu", "cpu.shares", "cpu.weight");
        holds("disk writes", "io-write", i -> (30 + i) + "m", "blkio", "blkio.throttle.write_bps_device", "io.max");
        holds("bandwidth", "network-egress", i -> (30 + i) + "mbit", "", "", "");
        holds("disk space", "disk", i -> (600 + i) + "m", "", "", "");
        sampan("resource:limit-clear", app);
    }

    /** What the kernel says in the control group has to change with each request; other limits have tests of their own. */
    private void holds(String what, String name, IntFunction<String> amount, String controller, String one, String two)
            throws Exception {
        List<Double> times = new ArrayList<>();
        String before = one.isEmpty() ? "" : cgroup(controller, one, two);
        for (int i = 0; i < 15; i++) {
            long began = System.nanoTime();
            patch("{\"%s\": \"%s\"}".formatted(name, amount.apply(i)));
            times.add((System.nanoTime() - began) / 1e6);
            if (!one.isEmpty()) {
                String now = cgroup(controller, one, two);
                if (now.equals(before)) {
                    throw new IllegalStateException("The answer came before the kernel had the limit: " + name);
                }
                before = now;
            }
        }
        times.sort(null);
        row("%s holds live after, ms".formatted(what), 100, times.get(times.size() / 2), 0, 1);
    }

    private void patch(String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://%s/api/v1/apps/%s/limits".formatted(api, app)))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
    }

    private void row(String what, double asked, double got, double least, double most) {
        double ratio = got / asked;
        boolean kept = ratio >= least && ratio <= most;
        missed |= !kept;
        System.out.printf(
                "%-34s %14.2f %14.2f %8.3f   %.3f to %.3f%s%n", what, asked, got, ratio, least, most, kept ? "" : "   MISSED");
    }

    private void limit(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("resource:limit"));
        command.addAll(List.of(options));
        command.add(app);
        sampan(command.toArray(String[]::new));
    }

    private Process start(String... command) throws IOException {
        List<String> argv = new ArrayList<>(List.of(sampan));
        argv.addAll(List.of(command));
        return new ProcessBuilder(argv).redirectErrorStream(true).start();
    }

    private String sampan(String... command) throws Exception {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    private String order(String whom, String order) throws IOException {
        try (Socket socket = open(whom, order)) {
            return answer(socket);
        }
    }

    private void orderQuietly(String order) {
        try {
            order(app, order);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void receiveQuietly() {
        try {
            received(SECONDS);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Socket open(String whom, String order) throws IOException {
        Socket socket = new Socket();
        socket.connect(address(whom), 5000);
        socket.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        if (line == null) {
            throw new IOException("The app closed the connection without an answer");
        }
        return line;
    }

    private InetSocketAddress address(String whom) throws IOException {
        String routes = Files.readString(home.resolve("router/routes.json"));
        Matcher route =
                Pattern.compile("\"name\"\\s*:\\s*\"" + Pattern.quote(whom) + "\"[^{}]*?\"([0-9.]+):(\\d+)\"").matcher(routes);
        if (!route.find()) {
            throw new IOException("There is no route to " + whom);
        }
        return new InetSocketAddress(route.group(1), Integer.parseInt(route.group(2)));
    }

    /** What the app's control group says, under version 1 or 2. */
    private String cgroup(String controller, String one, String two) throws IOException {
        String container;
        try (Stream<Path> containers = Files.list(home.resolve("containers"))) {
            container =
                    containers
                            .map(path -> path.getFileName().toString())
                            .filter(name -> name.startsWith(app + "."))
                            .findFirst()
                            .orElseThrow();
        }
        for (String file : List.of("/sys/fs/cgroup/" + controller, "/sys/fs/cgroup")) {
            try (Stream<Path> parents = Files.list(Path.of(file))) {
                for (Path parent : parents.filter(Files::isDirectory).toList()) {
                    for (String name : List.of(one, two)) {
                        Path wanted = parent.resolve(container).resolve(name);
                        if (Files.exists(wanted)) {
                            return Files.readString(wanted).strip();
                        }
                    }
                }
            }
        }
        throw new IOException("There is no control group of " + container);
    }

    /** Bytes on the app's own file system that are in use. */
    private long diskUse() throws Exception {
        Process stat = new ProcessBuilder("stat", "-f", "-c", "%S %b %f", home.resolve("apps").resolve(app).toString()).start();
        String[] fields = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ");
        return Long.parseLong(fields[0]) * (Long.parseLong(fields[1]) - Long.parseLong(fields[2]));
    }
}
