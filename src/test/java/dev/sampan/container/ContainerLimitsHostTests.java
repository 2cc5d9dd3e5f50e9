package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.guest.RunsInGuest;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A container uses no more memory, processes and processor time than it may. */
@RunsInGuest
@Timeout(90)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerLimitsHostTests {

    private static final String PRINT_LIMIT =
            "while :; do cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null; sleep 0.1; done";

    private final String program;
    private TestHost host;

    ContainerLimitsHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void killAndReportWhatGoesOverTheMemoryLimit() throws Exception {
        ContainerSpec spec =
                host.spec(
                        List.of("/usr/bin/perl", "-e", "$x = 'a' x (200 << 20); print length $x"));
        ContainerExit exit = run(spec, 1000, 64, 256);
        assertThat(exit).isEqualTo(new ContainerExit(137, true));
    }

    @Test
    void refuseTheProcessAfterTheLast() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String script =
                "my $n = 1; while (defined(my $p = fork())) { if (!$p) { sleep 600; exit } $n++ } print $n, ' ', $!+0";
        host.containers.run(
                host.spec(List.of("/usr/bin/perl", "-e", script)), Duration.ofSeconds(60), output);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("256 11");
    }

    /** The least of three rounds: a machine that stands still for a moment counts that as time of whoever ran. */
    @Test
    void giveNoMoreProcessorTimeThanAllowed() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String script =
                """
                my ($least, $total) = (1e9, 0);
                for (1 .. 3) {
                  my $end = time + 3;
                  1 while time < $end;
                  my ($user, $system) = times;
                  my $used = 1000 * ($user + $system - $total);
                  $total = $user + $system;
                  $least = $used if $used < $least;
                }
                print int($least);
                """;
        ContainerSpec spec = host.spec(List.of("/usr/bin/perl", "-e", script));
        host.containers.run(
                TestHost.with(
                        spec, ContainerLimits.of(new CpuCount(250), DataSize.ofMebibytes(64), 16)),
                Duration.ofSeconds(60),
                output);
        assertThat(Integer.parseInt(output.toString(StandardCharsets.UTF_8))).isBetween(1, 1_000);
    }

    @Test
    void changeLimitsWhileItRuns() {
        ContainerSpec spec = host.shell(PRINT_LIMIT);
        host.containers.start(spec);
        for (long mebibytes : new long[] {128, 512, 64}) {
            host.containers.limit(
                    spec.id(),
                    ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(mebibytes), 100));
            host.awaitLog(spec, " " + (mebibytes << 20) + "\n");
        }
        assertThat(host.containers.usage(spec.id()))
                .hasValueSatisfying(
                        usage -> {
                            assertThat(usage.pids()).isPositive();
                            assertThat(usage.memory().bytes()).isPositive();
                            assertThat(usage.cpu()).isPositive();
                        });
    }

    private ContainerExit run(ContainerSpec spec, int cpuMillis, int mebibytes, int pids)
            throws InterruptedException {
        return host.containers.run(
                TestHost.with(
                        spec,
                        ContainerLimits.of(
                                new CpuCount(cpuMillis), DataSize.ofMebibytes(mebibytes), pids)),
                Duration.ofSeconds(60),
                new ByteArrayOutputStream());
    }
}
