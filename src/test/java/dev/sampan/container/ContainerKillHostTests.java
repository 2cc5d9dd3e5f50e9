package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.MountPoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing stays of containers whose control plane is killed in the middle of starting and stopping them. */
@Timeout(180)
class ContainerKillHostTests {

    private static final int KILLS = 8;

    /** No control plane is back sooner. */
    private static final Duration RESTART = Duration.ofMillis(500);

    private final Random random = new Random();
    private TestHost host;
    private Traces traces;

    @BeforeEach
    void open() {
        host = new TestHost();
        traces = new Traces(host);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void leaveNothingWhenTheControlPlaneIsKilledAtAnyMoment() throws Exception {
        host.run(host.shell("true"));
        host.containers.reach(Map.of());
        List<String> before = traces.settled();
        for (int i = 0; i < KILLS; i++) {
            killInTheMiddle();
            LockSupport.parkNanos(RESTART.toNanos());
            host.restart();
            // As at every start, when it is known who may reach whom.
            host.containers.reach(Map.of());
            host.containers
                    .list()
                    .forEach(adopted -> host.containers.stop(adopted.id(), Duration.ZERO));
            assertThat(host.containers.list()).isEmpty();
            unmountLowers();
            traces.await(before);
        }
    }

    private void killInTheMiddle() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StartLoop.class.getName(),
                                host.home.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader started = process.inputReader()) {
            int starts = 5 + random.nextInt(20);
            for (int i = 0; i < starts; i++) {
                assertThat(started.readLine()).isNotNull();
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(20_000)));
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The test's own way to put roots together leaves them where it is cut off. */
    private void unmountLowers() {
        host.mounts.list().stream()
                .map(MountPoint::target)
                .filter(target -> target.startsWith(host.home))
                .filter(target -> target.getFileName().toString().startsWith("lower-"))
                .forEach(host.mounts::unmount);
    }
}
