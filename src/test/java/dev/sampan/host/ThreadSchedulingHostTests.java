package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadSchedulingHostTests {

    private Process process;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void aProcessBecomesRealTimeAndTakesTurnsAgain() throws Exception {
        ThreadScheduling.realTime(process.pid(), ThreadSchedulingHostTests::every);
        assertThat(policy()).contains("SCHED_RR").contains("priority: 1");
        ThreadScheduling.batch(process.pid(), ThreadSchedulingHostTests::every);
        assertThat(policy()).contains("SCHED_BATCH").contains("priority: 0");
        ThreadScheduling.slice(process.pid(), Duration.ofNanos(100_000));
        assertThat(policy()).contains("SCHED_OTHER").contains("priority: 0");
    }

    @Test
    void threadsOfOtherNamesStayAsTheyAre() throws Exception {
        ThreadScheduling.realTime(process.pid(), "worker"::equals);
        assertThat(policy()).contains("SCHED_OTHER");
        ThreadScheduling.realTime(process.pid(), "sleep"::equals);
        assertThat(policy()).contains("SCHED_RR");
    }

    @Test
    void aThreadThatIsToRunOnIdleProcessorsOnlyStaysSo() throws Exception {
        run("chrt", "--idle", "--pid", "0", Long.toString(process.pid()));
        ThreadScheduling.batch(process.pid(), ThreadSchedulingHostTests::every);
        ThreadScheduling.slice(process.pid(), Duration.ZERO);
        assertThat(policy()).contains("SCHED_IDLE");
    }

    @Test
    void everyChangeLeavesNicenessAlone() throws Exception {
        new ProcessBuilder("renice", "-n", "7", "-p", Long.toString(process.pid()))
                .start()
                .waitFor();
        ThreadScheduling.slice(process.pid(), Duration.ofNanos(100_000));
        assertThat(policy()).contains("SCHED_OTHER");
        assertThat(run("ps", "-o", "ni=", "-p", Long.toString(process.pid())).strip())
                .isEqualTo("7");
        ThreadScheduling.realTime(process.pid(), ThreadSchedulingHostTests::every);
        ThreadScheduling.slice(process.pid(), Duration.ZERO);
        assertThat(policy()).contains("SCHED_RR");
        ThreadScheduling.batch(process.pid(), ThreadSchedulingHostTests::every);
        assertThat(run("ps", "-o", "ni=", "-p", Long.toString(process.pid())).strip())
                .isEqualTo("7");
    }

    @Test
    void aProcessAvoidsProcessorsAndThenDoesNotAnyMore() throws Exception {
        String all = affinity();
        BitSet first = new BitSet();
        first.set(0);
        ThreadScheduling.avoid(process.pid(), ThreadSchedulingHostTests::every, first);
        assertThat(affinity()).isNotEqualTo(all).doesNotMatch("0\\b.*");
        ThreadScheduling.avoid(process.pid(), ThreadSchedulingHostTests::every, new BitSet());
        assertThat(affinity()).isEqualTo(all);
        BitSet each = new BitSet();
        each.set(0, 1024);
        assertThatThrownBy(
                        () ->
                                ThreadScheduling.avoid(
                                        process.pid(), ThreadSchedulingHostTests::every, each))
                .isInstanceOf(PosixException.class);
    }

    @Test
    void aProcessThatHasEndedIsNoError() throws Exception {
        process.destroyForcibly().waitFor();
        ThreadScheduling.realTime(process.pid(), ThreadSchedulingHostTests::every);
        ThreadScheduling.slice(process.pid(), Duration.ZERO);
        ThreadScheduling.avoid(process.pid(), ThreadSchedulingHostTests::every, new BitSet());
    }

    private static boolean every(String name) {
        return true;
    }

    private String affinity() throws IOException {
        String said = run("taskset", "--cpu-list", "--pid", Long.toString(process.pid()));
        return said.substring(said.indexOf(':') + 1).strip();
    }

    private String policy() throws IOException {
        return run("chrt", "--pid", Long.toString(process.pid()));
    }

    private static String run(String... command) throws IOException {
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
