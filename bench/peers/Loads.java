import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that make load, and what they say of it. */
final class Loads {

    static final int CONNECTIONS = 64;

    private static final int HANDSHAKERS = 8;
    private static final long GRACE_SECONDS = 60;

    private static final Pattern WRK_DONE = Pattern.compile("(\\d+) requests in ");
    private static final Pattern WRK_RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern WRK_ERRORS =
            Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern WRK_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern H2_RATE = Pattern.compile("([\\d.]+) req/s");
    private static final Pattern H2_DONE = Pattern.compile("(\\d+) succeeded, (\\d+) failed");
    private static final Pattern H2_STATUS = Pattern.compile("status codes: (\\d+) 2xx");
    private static final Pattern HANDSHAKES = Pattern.compile("(\\d+) connections in \\d+ real");
    private static final Pattern TIMES =
            Pattern.compile(
                    "requests=(\\d+) failed=(\\d+) p50_ms=([\\d.]+) p99_ms=([\\d.]+) max_ms=([\\d.]+)");

    private Loads() {}

    /**
     * What one load had done.
     *
     * @param done requests, or handshakes
     * @param failed among them, or instead of them
     */
    record Result(long done, double perSecond, long failed) {}

    /** Response times of one load, in milliseconds. */
    record Times(long failed, double median, double p99, double longest) {}

    /** As many requests as go over kept connections of HTTP/1.1. */
    static Result wrk(String scheme, int port, String path, int seconds) throws Exception {
        String out =
                run(
                        seconds,
                        List.of(
                                "/usr/bin/wrk",
                                "-t2",
                                "-c" + CONNECTIONS,
                                "-d" + seconds + "s",
                                "-H",
                                "Host: " + Servers.HOST,
                                "%s://127.0.0.1:%d%s".formatted(scheme, port, path)));
        long failed = 0;
        Matcher errors = WRK_ERRORS.matcher(out);
        for (int i = 1; errors.find(0) && i <= errors.groupCount(); i++) {
            failed += Long.parseLong(errors.group(i));
        }
        Matcher status = WRK_STATUS.matcher(out);
        failed += status.find() ? Long.parseLong(status.group(1)) : 0;
        return new Result(
                Long.parseLong(find(WRK_DONE, out)),
                Double.parseDouble(find(WRK_RATE, out)),
                failed);
    }

    /** As many requests as go over eight connections of HTTP/2, sixteen at once on each. */
    static Result h2load(int port, String path, int seconds) throws Exception {
        String out =
                run(
                        seconds,
                        List.of(
                                "/usr/bin/h2load",
                                "-t2",
                                "-c8",
                                "-m16",
                                "-D",
                                String.valueOf(seconds),
                                "--connect-to=127.0.0.1:" + port,
                                "https://%s:%d%s".formatted(Servers.HOST, port, path)));
        Matcher done = H2_DONE.matcher(out);
        if (!done.find()) {
            throw new IOException("h2load says something unknown: " + out);
        }
        long succeeded = Long.parseLong(done.group(1));
        long good = Long.parseLong(find(H2_STATUS, out));
        return new Result(
                succeeded,
                Double.parseDouble(find(H2_RATE, out)),
                Long.parseLong(done.group(2))
                        + Math.max(0, succeeded - good)); // some answers come too late to count
    }

    /** As many handshakes of TLS 1.3 as eight clients make, each with a new key and no ticket. */
    static Result handshakes(int port, int seconds) throws Exception {
        List<Process> clients = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < HANDSHAKERS; i++) {
            clients.add(
                    new ProcessBuilder(
                                    "/usr/bin/openssl",
                                    "s_time",
                                    "-new",
                                    "-tls1_3",
                                    "-time",
                                    String.valueOf(seconds),
                                    "-connect",
                                    "127.0.0.1:" + port)
                            .redirectErrorStream(true)
                            .start());
        }
        long done = 0;
        for (Process client : clients) {
            done += Long.parseLong(find(HANDSHAKES, output(client, seconds)));
        }
        return new Result(done, done / ((System.nanoTime() - begun) / 1e9), 0);
    }

    /** So many requests a second over kept connections, whatever the answers take. */
    static Times steady(Path folder, int port, double rate, int connections, int seconds)
            throws Exception {
        String out =
                run(
                        seconds,
                        List.of(
                                "/usr/bin/nice",
                                "-n",
                                "-10",
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xms96m",
                                "-Xmx96m",
                                "-XX:+UseSerialGC",
                                folder.resolve("SteadyLoad.java").toString(),
                                String.valueOf(port),
                                Servers.HOST,
                                "/small",
                                String.valueOf(rate),
                                String.valueOf(connections),
                                String.valueOf(seconds)));
        Matcher times = TIMES.matcher(out);
        if (!times.find()) {
            throw new IOException("The steady load says something unknown: " + out);
        }
        return new Times(
                Long.parseLong(times.group(2)),
                Double.parseDouble(times.group(3)),
                Double.parseDouble(times.group(4)),
                Double.parseDouble(times.group(5)));
    }

    private static String find(Pattern pattern, String out) throws IOException {
        Matcher found = pattern.matcher(out);
        if (!found.find()) {
            throw new IOException("'%s' is not in: %s".formatted(pattern, out));
        }
        return found.group(1);
    }

    /** Runs a program to its end, which has to come soon after these seconds. */
    static String run(int seconds, List<String> command) throws Exception {
        return output(new ProcessBuilder(command).redirectErrorStream(true).start(), seconds);
    }

    private static String output(Process process, int seconds) throws Exception {
        Thread guard =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        if (!process.waitFor(
                                                seconds + GRACE_SECONDS, TimeUnit.SECONDS)) {
                                            process.destroyForcibly();
                                        }
                                    } catch (InterruptedException e) {
                                        process.destroyForcibly();
                                    }
                                });
        String out = new String(process.getInputStream().readAllBytes());
        guard.join();
        if (process.exitValue() != 0) {
            throw new IOException("A load ended with %d: %s".formatted(process.exitValue(), out));
        }
        return out;
    }
}
