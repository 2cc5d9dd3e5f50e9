package dev.sampan.precedence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is called as the router is, and works each time that it is sent a line. */
class RouterPrecedenceHostTests {

    private static final String PROGRAM =
            """
            echo worker-1 > /proc/$$/comm
            echo ready
            while read -r times; do
                for ((i = 0; i < times; i++)); do :; done
                echo done
            done
            """;

    @TempDir Path home;

    private Process router;
    private RouterPrecedence precedence;
    private long now;

    @BeforeEach
    void start() throws IOException {
        router = new ProcessBuilder("bash", "-c", PROGRAM, "RouterMain").start();
        assertThat(router.inputReader().readLine()).isEqualTo("ready");
        Path pidFile = Files.writeString(home.resolve("router.pid"), router.pid() + " 1\n");
        precedence = new RouterPrecedence(pidFile);
        look(Duration.ofMillis(100));
    }

    @AfterEach
    void end() {
        router.destroyForcibly();
    }

    @Test
    void runsBeforeEverythingElseWhileItTakesLittle() throws Exception {
        look(Duration.ofMillis(100));
        assertThat(policy()).contains("SCHED_RR");
    }

    @Test
    void takesTurnsWhileItTakesMuchAndGoesFirstAgainAfterwards() throws Exception {
        work();
        look(Duration.ofMillis(1));
        assertThat(policy()).contains("SCHED_BATCH");
        for (int looks = 0; looks < 10; looks++) {
            assertThat(policy()).contains("SCHED_BATCH");
            look(Duration.ofMillis(100));
        }
        assertThat(policy()).contains("SCHED_RR");
    }

    /** Takes some hundredths of a second of a processor, which the kernel counts by. */
    private void work() throws IOException {
        Duration before = used();
        while (used().minus(before).toMillis() < 50) {
            router.outputWriter().write("100000\n");
            router.outputWriter().flush();
            assertThat(router.inputReader().readLine()).isEqualTo("done");
        }
    }

    private Duration used() {
        return router.toHandle().info().totalCpuDuration().orElseThrow();
    }

    private void look(Duration passed) throws IOException {
        now += passed.toNanos();
        precedence.look(new BitSet(), now);
    }

    private String policy() throws IOException {
        Process chrt = new ProcessBuilder("chrt", "--pid", Long.toString(router.pid())).start();
        return new String(chrt.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
