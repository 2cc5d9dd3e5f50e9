package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTests {

    private static final String PLAIN = "memory.limit_in_bytes";
    private static final String WITH_SWAP = "memory.memsw.limit_in_bytes";

    private static final CgroupLimits NONE =
            new CgroupLimits(Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir Path folder;

    @Test
    void writeLimitsToTheTreeOfEachControllerInTheFirstVersion() throws IOException {
        ControlGroupTree tree = ControlGroupTree.hybrid(folder);
        tree.group().limit(SpecFixture.limits(500, 256, 64));
        assertThat(tree.read("pids", "pids.max")).isEqualTo("64");
        assertThat(tree.read("cpu", "cpu.cfs_quota_us")).isEqualTo("50000");
        assertThat(tree.read("memory", PLAIN)).isEqualTo("268435456");
        assertThat(tree.path("memory", WITH_SWAP)).doesNotExist();
        assertThat(folder.resolve("unified").resolve(ControlGroupTree.GROUP)).isEmptyDirectory();
    }

    @Test
    void writeLimitsToTheOneTreeOfTheSecondVersion() throws IOException {
        ControlGroupTree tree = ControlGroupTree.second(folder);
        tree.group().limit(SpecFixture.limits(1500, 256, 64));
        assertThat(tree.read("pids", "pids.max")).isEqualTo("64");
        assertThat(tree.read("cpu", "cpu.max")).isEqualTo("150000 100000");
        assertThat(tree.read("memory", "memory.max")).isEqualTo("268435456");
        assertThat(tree.read("memory", "memory.swap.max")).isEqualTo("0");
    }

    @Test
    void leaveControllersAloneThatTheHostDoesNotHave() throws IOException {
        ControlGroupTree tree = ControlGroupTree.withoutProcessorSets(folder);
        tree.group().limit(NONE);
        assertThat(tree.read("pids", "pids.max")).isEqualTo("max");
    }

    @Test
    void goWithTheEmptyGroupsInItButNotWithOneThatIsNot() throws IOException {
        ControlGroupTree tree = ControlGroupTree.hybrid(folder);
        Files.createDirectories(tree.path("pids", "cut-off/inside"));
        Path used = Files.createDirectory(tree.path("memory", "used"));
        Path process = Files.createFile(used.resolve("process"));

        assertThat(tree.group().remove()).isFalse();
        assertThat(tree.path("pids", "cut-off")).doesNotExist();
        assertThat(process).exists();

        Files.delete(process);
        assertThat(tree.group().remove()).isTrue();
        assertThat(tree.group().exists()).isFalse();
    }

    @Test
    void weighAGroupInEitherVersion() throws IOException {
        ControlGroupTree first = ControlGroupTree.first(folder.resolve("first"));
        first.file("cpu", "cpu.shares", "1024\n").group().ensureWeight(200);
        assertThat(first.read("cpu", "cpu.shares")).isEqualTo("2048");

        ControlGroupTree second = ControlGroupTree.second(folder.resolve("second"));
        second.group().ensureWeight(200);
        assertThat(second.path("cpu", "cpu.weight")).doesNotExist();
        second.file("cpu", "cpu.weight", "100\n").group().ensureWeight(200);
        assertThat(second.read("cpu", "cpu.weight")).isEqualTo("200");
    }

    @Test
    void takeLimitsAway() throws IOException {
        ControlGroupTree first = ControlGroupTree.first(folder.resolve("first"));
        first.file("memory", WITH_SWAP, "268435456\n").file("memory", PLAIN, "268435456\n");
        first.group().limit(NONE);
        assertThat(first.read("pids", "pids.max")).isEqualTo("max");
        assertThat(first.read("cpu", "cpu.cfs_quota_us")).isEqualTo("-1");
        assertThat(first.read("memory", PLAIN)).isEqualTo("-1");
        assertThat(first.read("memory", WITH_SWAP)).isEqualTo("-1");

        ControlGroupTree second = ControlGroupTree.second(folder.resolve("second"));
        second.group().limit(NONE);
        assertThat(second.read("cpu", "cpu.max")).isEqualTo("max 100000");
        assertThat(second.read("memory", "memory.max")).isEqualTo("max");
        assertThat(second.read("memory", "memory.swap.max")).isEqualTo("max");
    }

    /** The kernel refuses memory above memory with swap: what is written second fails here, so the first is seen. */
    @Test
    void raiseMemoryWithSwapBeforeMemory() throws IOException {
        ControlGroupTree tree = withUnwritableSwap("134217728\n");
        assertThatThrownBy(() -> tree.group().limit(SpecFixture.limits(500, 256, 64)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(WITH_SWAP);
        assertThat(tree.read("memory", PLAIN)).isEqualTo("134217728\n");
    }

    @Test
    void lowerMemoryBeforeMemoryWithSwap() throws IOException {
        ControlGroupTree tree = withUnwritableSwap("536870912\n");
        assertThatThrownBy(() -> tree.group().limit(SpecFixture.limits(500, 256, 64)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(WITH_SWAP);
        assertThat(tree.read("memory", PLAIN)).isEqualTo("268435456");
    }

    private ControlGroupTree withUnwritableSwap(String now) throws IOException {
        ControlGroupTree tree =
                ControlGroupTree.first(folder)
                        .file("memory", WITH_SWAP, now)
                        .file("memory", PLAIN, now);
        Path swap = tree.path("memory", WITH_SWAP);
        Files.delete(swap);
        Files.createDirectory(swap);
        return tree;
    }

    @Test
    void sayWhichLimitOfWhichGroupCannotBeSet() throws IOException {
        ControlGroupTree tree = ControlGroupTree.second(folder);
        Files.createDirectory(tree.path("pids", "pids.max"));
        assertThatThrownBy(() -> tree.group().limit(SpecFixture.limits(500, 256, 64)))
                .hasMessage(
                        "Cannot set 'pids.max' of control group 'sampan/c1' to '64': Is a directory");
    }

    @Test
    void tellLoadByTheTreeOfTheSecondVersionBesideTheFirst() throws IOException {
        ControlGroupTree tree = ControlGroupTree.hybrid(folder);
        tree.file("pids", "pids.current", "7\n")
                .file("pids", "pids.events", "max 0\n")
                .file("cpuacct", "cpuacct.usage", "1234567890\n")
                .file("cpu", "cpu.stat", "nr_periods 3\nnr_throttled 2\nthrottled_time 500000000\n")
                .file("memory", "memory.usage_in_bytes", "52428800\n")
                .file(
                        "blkio",
                        "blkio.throttle.io_service_bytes",
                        "7:0 Read 4096\n7:0 Total 4096\n8:0 Read 4096\n8:0 Write 8192\n8:0 Total 12288\nTotal 16384\n");
        assertThat(tree.group().load()).isEmpty();
        tree.file("pressure", "cpu.pressure", pressure(2_000_000))
                .file("pressure", "io.pressure", pressure(3_000))
                .file("pressure", "memory.pressure", pressure(4));
        assertThat(tree.group().load())
                .contains(
                        new CgroupLoad(
                                Duration.ofNanos(1_234_567_890),
                                Duration.ofMillis(500),
                                DataSize.ofMebibytes(50),
                                12_288,
                                Duration.ofSeconds(2),
                                Duration.ofMillis(3),
                                Duration.ofNanos(4_000)));
    }

    @Test
    void tellLoadInTheSecondVersion() throws IOException {
        ControlGroupTree tree = ControlGroupTree.second(folder);
        tree.file("pids", "pids.current", "7\n")
                .file("pids", "pids.events", "max 0\n")
                .file("cpu", "cpu.stat", "usage_usec 2500000\nthrottled_usec 500000\n")
                .file("memory", "memory.current", "52428800\n")
                .file(
                        "io",
                        "io.stat",
                        "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n7:0 rbytes=1 wbytes=0\n")
                .file("pressure", "cpu.pressure", pressure(1_000_000));
        assertThat(tree.group().load())
                .contains(
                        new CgroupLoad(
                                Duration.ofMillis(2_500),
                                Duration.ofMillis(500),
                                DataSize.ofMebibytes(50),
                                12_288,
                                Duration.ofSeconds(1),
                                Duration.ZERO,
                                Duration.ZERO));
    }

    private static String pressure(long micros) {
        return "some avg10=1.00 avg60=0.50 avg300=0.00 total=%d\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n"
                .formatted(micros);
    }

    @Test
    void countUseInTheFirstVersion() throws IOException {
        ControlGroupTree tree = ControlGroupTree.first(folder);
        tree.file("pids", "pids.current", "7\n")
                .file("cpuacct", "cpuacct.usage", "1234567890\n")
                .file("memory", "memory.usage_in_bytes", "52428800\n")
                .file(
                        "memory",
                        "memory.stat",
                        "cache 10354688\ninactive_file 24576\ntotal_inactive_file 20971520\ntotal_active_file 10485760\n");
        assertThat(tree.group().usage())
                .contains(
                        new CgroupUsage(
                                Duration.ofNanos(1_234_567_890), DataSize.ofMebibytes(30), 7));
        assertThat(tree.group().heldMemory()).contains(DataSize.ofMebibytes(20));
    }

    @Test
    void countUseInTheSecondVersion() throws IOException {
        ControlGroupTree tree = ControlGroupTree.second(folder);
        tree.file("pids", "pids.current", "7\n")
                .file(
                        "cpu",
                        "cpu.stat",
                        "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n")
                .file("memory", "memory.current", "52428800\n")
                .file(
                        "memory",
                        "memory.stat",
                        "anon 4096\nfile 8192\ninactive_file 20971520\nactive_file 10485760\n");
        assertThat(tree.group().usage())
                .contains(new CgroupUsage(Duration.ofMillis(2_500), DataSize.ofMebibytes(30), 7));
        assertThat(tree.group().heldMemory()).contains(DataSize.ofMebibytes(20));
    }

    @Test
    void countWhatLimitsDidInTheFirstVersion() throws IOException {
        ControlGroupTree tree = ControlGroupTree.first(folder);
        tree.file("pids", "pids.events", "max 5\n")
                .file(
                        "memory",
                        "memory.oom_control",
                        "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n")
                .file(
                        "cpu",
                        "cpu.stat",
                        "nr_periods 80\nnr_throttled 12\nthrottled_time 3400000000\nnr_bursts 0\nburst_time 0\n");
        assertThat(tree.group().events())
                .contains(new CgroupEvents(3, 5, 12, Duration.ofMillis(3_400)));
    }

    @Test
    void countWhatLimitsDidInTheSecondVersion() throws IOException {
        ControlGroupTree tree = ControlGroupTree.second(folder);
        tree.file("pids", "pids.events", "max 5\n")
                .file(
                        "memory",
                        "memory.events",
                        "low 0\nhigh 0\nmax 9\noom 1\noom_kill 3\noom_group_kill 1\n")
                .file(
                        "cpu",
                        "cpu.stat",
                        "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 80\nnr_throttled 12\nthrottled_usec 3400000\nnr_bursts 0\nburst_usec 0\n");
        assertThat(tree.group().events())
                .contains(new CgroupEvents(3, 5, 12, Duration.ofMillis(3_400)));
    }

    @Test
    void answerNothingWhenItIsGone() throws IOException {
        Cgroup gone = new Cgroup(ControlGroupTree.first(folder).hierarchy(), "sampan/none");
        assertThat(gone.usage()).isEmpty();
        assertThat(gone.heldMemory()).isEmpty();
        assertThat(gone.events()).isEmpty();
        assertThat(gone.processes()).isEmpty();
        assertThat(gone.outOfMemoryKills()).isZero();
        assertThat(gone.exists()).isFalse();
        assertThat(gone.remove()).isTrue();
    }

    @Test
    void listProcesses() throws IOException {
        ControlGroupTree tree =
                ControlGroupTree.hybrid(folder).file("pids", "cgroup.procs", "12\n345\n");
        assertThat(tree.group().processes()).containsExactly(12L, 345L);
    }

    @Test
    void removeItFromEveryTree() throws IOException {
        ControlGroupTree tree = ControlGroupTree.hybrid(folder);
        assertThat(tree.group().exists()).isTrue();
        assertThat(tree.group().remove()).isTrue();
        assertThat(tree.group().exists()).isFalse();
        assertThat(folder.resolve("unified/sampan")).isEmptyDirectory();
    }

    @Test
    void sayThatItStaysWhereItIsNotEmpty() throws IOException {
        ControlGroupTree tree =
                ControlGroupTree.hybrid(folder).file("pids", "cgroup.procs", "12\n");
        assertThat(tree.group().remove()).isFalse();
        assertThat(tree.path("memory", "").toFile()).doesNotExist();
    }

    @Test
    void giveAtLeastTheShortestQuota() {
        assertThat(Cgroup.quotaMicros(new CpuCount(1))).isEqualTo(1_000);
        assertThat(Cgroup.quotaMicros(CpuCount.of(2))).isEqualTo(200_000);
    }
}
