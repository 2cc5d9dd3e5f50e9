package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an app may not do: be root on the host, or use more than its limits. */
class LimitsHostTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String APP = "limits";
    private static final Pattern COPIED = Pattern.compile("(\\d+) bytes .* copied, ([0-9.]+) s");

    /** Does to itself what the path says, and answers what happened. */
    private static final String SERVER =
            """
            const http = require('http'), fs = require('fs'), net = require('net');
            const { spawn, execSync } = require('child_process');
            const hog = [];
            const FLOOD = `use IO::Socket::INET; fork(); fork(); fork();
              my $s = IO::Socket::INET->new(PeerAddr => shift, PeerPort => 9, Proto => "udp") or die;
              while (1) { syswrite $s, "x" x 1000 }`;
            const actions = {
              '/': () => 'ready',
              '/id': () => execSync('id').toString(),
              '/status': () => fs.readFileSync('/proc/self/status', 'utf8'),
              '/memory': () => { for (;;) hog.push(Buffer.alloc(1 << 20, 1)); },
              '/fork': () => {
                let started = 0;
                try {
                  return execSync('for i in $(seq 1 400); do sleep 20 & done; jobs -p | wc -l', { stdio: 'pipe', shell: '/bin/bash' }).toString();
                } catch (error) { return 'failed: ' + error.stderr; }
              },
              '/write': () => execSync('dd if=/dev/zero of=/app/disk bs=1M count=50 oflag=direct 2>&1').toString(),
              '/read': () => execSync('dd if=/app/disk of=/dev/null bs=1M iflag=direct 2>&1').toString(),
              '/burn': () => { const end = Date.now() + 6000; while (Date.now() < end); return 'burnt'; },
              '/keep': () => {
                const file = fs.openSync('/app/kept', 'w');
                try {
                  for (;;) fs.writeSync(file, Buffer.alloc(1 << 20, 1));
                } catch (error) { return error.code; }
                finally { fs.closeSync(file); }
              },
              '/files': () => {
                fs.rmSync('/app/kept', { force: true });
                fs.mkdirSync('/app/files', { recursive: true });
                try {
                  for (let i = 0; ; i++) fs.closeSync(fs.openSync(`/app/files/${i}`, 'w'));
                } catch (error) { return error.code; }
              },
              '/free': () => { fs.rmSync('/app/files', { recursive: true }); return 'freed'; },
              '/flood': () => {
                const gateway = fs.readFileSync('/proc/net/route', 'utf8').match(/\\t00000000\\t(..)(..)(..)(..)/);
                const address = gateway.slice(1).reverse().map(part => parseInt(part, 16)).join('.');
                try { execSync(`timeout 3 perl -e '${FLOOD}' ${address}`); } catch { return 'flooded'; }
              },
              '/fill': () => {
                const file = fs.openSync('/app/filler', 'w');
                let written = 0;
                try {
                  for (;;) written += fs.writeSync(file, Buffer.alloc(1 << 20, 1));
                } catch (error) { return error.code + ' ' + written; }
                finally { fs.closeSync(file); fs.unlinkSync('/app/filler'); }
              },
            };
            http.createServer((request, response) => {
              if (request.url === '/download') {
                const chunk = Buffer.alloc(1 << 16, 1);
                const send = () => { while (response.write(chunk)); };
                response.on('drain', send);
                send();
                return;
              }
              response.end(actions[request.url]());
            }).listen(process.env.PORT);
            """;

    private final Platform platform = Platform.shared();

    @BeforeEach
    void pushTheApp() throws IOException {
        if (platform.get(APP, "/").status() != 200) {
            Path source =
                    platform.repository(
                            Map.of(
                                    "package.json",
                                    "{\"name\": \"limits\", \"version\": \"1.0.0\"}",
                                    "Procfile",
                                    "web: node server.js\n",
                                    "server.js",
                                    SERVER));
            platform.push(source, APP).succeeds();
        }
    }

    @Test
    void processesRunUnderAUserOfTheAppsBlockWithoutPrivileges() {
        assertThat(platform.get(APP, "/id").body()).contains("uid=1000").doesNotContain("uid=0");
        assertThat(platform.get(APP, "/status").body())
                .containsPattern("CapEff:\\s+0000000000000000")
                .containsPattern("CapBnd:\\s+0000000000000000")
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("Seccomp:\\s+2");

        List<Integer> uids = uidsOf("node server.js");

        assertThat(uids).isNotEmpty().allSatisfy(uid -> assertThat(uid).isGreaterThan(700_000_000));
    }

    @Test
    void processThatUsesMoreMemoryThanItsLimitIsKilledAndThatIsSaid() throws Exception {
        platform.sampan("resource:limit", "--memory", "128m", APP).succeeds();

        assertThat(platform.get(APP, "/memory").status()).isIn(0, 502, 503);

        Platform.await(
                "the log says why",
                SOON,
                () ->
                        platform.sampan("logs", APP)
                                .output()
                                .contains("killed for using more memory than its limit"));
        Platform.await("it runs again", SOON, () -> platform.get(APP, "/").status() == 200);
        awaitEvent("web.1 +Out of memory at the limit of 128m: a process was killed");
        assertThat(platform.sampan("ps:report", APP, "--status-web.1").succeeds().output())
                .contains("Out of memory at the limit of 128m");
        platform.sampan("resource:limit", "--memory", "512m", APP).succeeds();
    }

    @Test
    void processThatWantsMoreProcessorTimeIsHeldBackAndThatIsSaid() throws Exception {
        platform.sampan("resource:limit", "--cpu", "0.2", APP).succeeds();

        assertThat(platform.get(APP, "/burn").body()).isEqualTo("burnt");

        awaitEvent("web.1 +Held back by the limit of 0.2 CPU: it waited \\d+ % of the time");
        platform.sampan("resource:limit", "--cpu", "1", APP).succeeds();
    }

    @Test
    void diskIsReadAndWrittenAtTheLimitedRate() {
        platform.sampan("resource:limit", "--io-write", "10m", "--io-read", "20m", APP).succeeds();

        assertRate("/write", 10);
        assertRate("/read", 20);

        platform.sampan("resource:limit", "--io-write", "unlimited", "--io-read", "unlimited", APP)
                .succeeds();
        assertThat(mebibytesPerSecond("/write")).isGreaterThan(22);
    }

    /** A limit holds in every try; that all of it is had, in one of three, since others use the machine's disk, too. */
    private void assertRate(String path, double limit) {
        double best = 0;
        for (int tries = 0; tries < 3 && best < 0.9 * limit; tries++) {
            double rate = mebibytesPerSecond(path);
            assertThat(rate).isLessThan(1.1 * limit);
            best = Math.max(best, rate);
        }
        assertThat(best).isGreaterThan(0.9 * limit);
    }

    @Test
    void limitsOfTheProcessorAreTheKernelsAtOnce() throws Exception {
        platform.sampan("resource:limit", "--cpu-weight", "50", "--cpuset", "0", APP).succeeds();

        assertThat(platform.get(APP, "/status").body())
                .containsPattern("Cpus_allowed_list:\\s+0\n");

        platform.sampan("resource:limit", "--cpu-weight", "100", "--cpuset", "unlimited", APP)
                .succeeds();
        String all = Files.readString(Path.of("/sys/devices/system/cpu/online")).strip();
        assertThat(platform.get(APP, "/status").body())
                .containsPattern("Cpus_allowed_list:\\s+" + all + "\n");
    }

    /** What dd says: `52428800 bytes (52 MB, 50 MiB) copied, 5.01 s, 10.5 MB/s`. */
    private double mebibytesPerSecond(String path) {
        String said = platform.get(APP, path, Duration.ofMinutes(1)).body();
        Matcher copied = COPIED.matcher(said);
        assertThat(copied.find()).describedAs(said).isTrue();
        return Long.parseLong(copied.group(1)) / Double.parseDouble(copied.group(2)) / (1 << 20);
    }

    private void awaitEvent(String form) throws InterruptedException {
        Pattern pattern = Pattern.compile(form);
        Platform.await(
                "an event says '" + form + "'",
                SOON,
                () -> pattern.matcher(platform.sampan("resource:events", APP).output()).find());
    }

    @Test
    void processesBeyondTheLimitCannotBeStarted() throws Exception {
        platform.sampan("resource:limit", "--pids", "256", APP).succeeds();

        assertThat(platform.get(APP, "/fork").body()).contains("Resource temporarily unavailable");

        awaitEvent("web.1 +Limit of 256 processes and threads reached: \\d+ could not be started");
        Platform.await("it answers again", SOON, () -> platform.get(APP, "/").status() == 200);
    }

    @Test
    void writerStopsAtTheDiskQuotaAndTheHostKeepsItsSpace() throws Exception {
        long before = takenByThePlatform();

        Platform.Answer answer = platform.get(APP, "/fill", Duration.ofMinutes(2));

        assertThat(answer.body()).matches("(ENOSPC|EDQUOT) \\d+");
        long written = written(answer);
        assertThat(written).isBetween(700L << 20, 1L << 30);
        assertThat(takenByThePlatform() - before).isLessThan(2L << 30);
        assertThat(platform.sampan("resource:limit", "--disk", "2g", APP).succeeds().output())
                .isNotEmpty();
        assertThat(written(platform.get(APP, "/fill", Duration.ofMinutes(2))))
                .isGreaterThan(1L << 30);
    }

    @Test
    void fullDiskIsSaid() throws Exception {
        platform.sampan("resource:limit", "--disk", "300m", "--inodes", "6k", APP).succeeds();

        assertThat(platform.get(APP, "/keep", Duration.ofMinutes(2)).body())
                .matches("ENOSPC|EDQUOT");
        // One that was told less than a minute ago is not told again.
        awaitEvent("app +Disk limit of \\S+ [MG]iB reached: \\S+ [MG]iB are used");
        assertThat(platform.get(APP, "/files", Duration.ofMinutes(2)).body())
                .matches("ENOSPC|EDQUOT");
        awaitEvent("app +Limit of 6000 files reached: there are (59\\d\\d|6000)");

        assertThat(platform.sampan("logs", APP).output())
                .contains("Disk limit of ", "Limit of 6000 files reached");
        assertThat(platform.sampan("ps:report", APP).output())
                .contains("Disk limit of ", "Limit of 6000 files reached");
        assertThat(platform.get(APP, "/free").body()).isEqualTo("freed");
        platform.sampan("resource:limit-clear", APP).succeeds();
    }

    @Test
    void droppedPacketsAreSaid() throws Exception {
        platform.sampan("resource:limit", "--network-egress", "10mbit", APP).succeeds();

        assertThat(platform.get(APP, "/flood").body()).isEqualTo("flooded");

        awaitEvent("web.1 +Sent more than the limit of 10mbit: \\d+ packets were dropped");
        platform.sampan("resource:limit", "--network-egress", "1gbit", APP).succeeds();
    }

    /** Bytes on the disk of the host that it and its apps take; others use that disk, too. */
    private long takenByThePlatform() throws IOException, InterruptedException {
        Process du =
                new ProcessBuilder("du", "-s", "-x", "--block-size=1", platform.home().toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(du.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Long.parseLong(said.substring(0, said.indexOf('\t')));
    }

    @Test
    void downloadRunsAtTheLimitedBandwidth() throws Exception {
        platform.sampan("resource:limit", "--network-egress", "10mbit", APP).succeeds();

        double megabits = download(Duration.ofSeconds(6));

        assertThat(megabits).isBetween(9.0, 11.0);
        platform.sampan("resource:limit", "--network-egress", "unlimited", APP).succeeds();
        assertThat(download(Duration.ofSeconds(2))).isGreaterThan(100);
    }

    @Test
    void badLimitsAreRefusedWithWhatIsAllowed() {
        for (String[] bad :
                new String[][] {
                    {"--memory", "0"},
                    {"--memory", "-1"},
                    {"--cpu", "0"},
                    {"--cpu", "many"},
                    {"--pids", "0"},
                    {"--disk", "1x"},
                    {"--cpu-weight", "0"},
                    {"--cpuset", "0-9000"},
                    {"--memory-swap", "-1"},
                    {"--inodes", "900g"},
                    {"--io-read", "0"},
                    {"--io-write-iops", "fast"},
                    {"--network-egress", "0mbit"}
                }) {
            Platform.Result result = platform.sampan("resource:limit", bad[0], bad[1], APP).fails();
            assertThat(result.output()).describedAs(bad[0] + " " + bad[1]).contains(" !     ");
        }
        platform.sampan("resource:limit", "--memory", "512m", "nobody-here").fails();
    }

    /** Reads the endless answer for a while and says at how many Mbit/s it came, its first second left out. */
    private double download(Duration length) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), platform.routerPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /download HTTP/1.1\r\nHost: %s.localhost\r\n\r\n"
                                    .formatted(APP)
                                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            while (System.nanoTime() < warm) {
                assertThat(in.read(buffer)).isPositive();
            }
            long begun = System.nanoTime();
            long bytes = 0;
            while (System.nanoTime() - begun < length.toNanos()) {
                int count = in.read(buffer);
                assertThat(count).isPositive();
                bytes += count;
            }
            return bytes * 8 / ((System.nanoTime() - begun) / 1e9) / 1e6;
        }
    }

    private static long written(Platform.Answer answer) {
        return Long.parseLong(answer.body().substring(answer.body().indexOf(' ') + 1));
    }

    private List<Integer> uidsOf(String commandLine) {
        return ProcessHandle.allProcesses()
                .filter(process -> platform.contains(process.pid()))
                .filter(process -> process.info().commandLine().orElse("").endsWith(commandLine))
                .flatMap(process -> uid(process.pid()))
                .toList();
    }

    private static Stream<Integer> uid(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> new Scanner(line).skip("Uid:"))
                    .map(Scanner::nextInt);
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
