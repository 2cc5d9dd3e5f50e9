import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a router of its own holds in memory: idle, and with many clients that do nothing. */
final class MemoryRow {

    private static final int IDLE = 10_000;
    private static final int WEBSOCKETS = 1_000;

    private final Path checkout;
    private final Servers servers;
    private final Report report;

    MemoryRow(Path checkout, Servers servers, Report report) {
        this.checkout = checkout;
        this.servers = servers;
        this.report = report;
    }

    void run() throws Exception {
        Server router = SampanRouter.start(servers, "sampan-memory");
        TimeUnit.SECONDS.sleep(2);
        double idle = router.residentMebibytes();
        Process crowd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                checkout.resolve("bench/peers/Crowd.java").toString(),
                                String.valueOf(router.http()),
                                Servers.HOST,
                                String.valueOf(IDLE),
                                SampanRouter.WEBSOCKETS,
                                String.valueOf(WEBSOCKETS))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        double crowded;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(crowd.getInputStream()))) {
            SampanRouter.addWebSockets(servers, router, Integer.parseInt(line(said)));
            crowd.getOutputStream().write('\n');
            crowd.getOutputStream().flush();
            line(said);
            crowded = router.residentMebibytes();
            crowd.getOutputStream().close();
        } finally {
            crowd.destroy();
            crowd.waitFor(10, TimeUnit.SECONDS);
            servers.end(router);
        }
        report.say("%n%-11s", "memory");
        report.atMost("memory", "resident when idle", " MiB", 120, idle);
        report.atMost(
                "memory",
                "with %d connections, %d WebSockets".formatted(IDLE, WEBSOCKETS),
                " MiB",
                256,
                crowded);
    }

    private static String line(BufferedReader said) throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("The clients ended before all were connected");
        }
        return line;
    }
}
