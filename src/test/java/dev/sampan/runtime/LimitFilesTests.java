package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What stands in which file of the kernel, in both versions, and in the container's config. */
class LimitFilesTests {

    private static final CgroupLimits ALL =
            new CgroupLimits(
                    Optional.of(new CpuCount(500)),
                    Optional.of(50),
                    Optional.of(CpuSet.parse("0-1")),
                    Optional.of(DataSize.ofMebibytes(256)),
                    Optional.of(DataSize.ofMebibytes(64)),
                    Optional.of(DataSize.ofMebibytes(200)),
                    Optional.of(DataSize.ofMebibytes(32)),
                    Optional.of(64),
                    new IoLimits(
                            List.of(new IoLimits.Device(7, 3), new IoLimits.Device(254, 0)),
                            Optional.of(DataSize.ofMebibytes(20)),
                            Optional.empty(),
                            Optional.of(1000L),
                            Optional.empty()));
    private static final CgroupLimits NONE =
            new CgroupLimits(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    new IoLimits(
                            List.of(new IoLimits.Device(7, 3)),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));

    @TempDir Path folder;

    @Test
    void writesEveryLimitInTheFirstVersion() throws IOException {
        CgroupHierarchy first = first();
        Files.writeString(file("memory", "memory.memsw.limit_in_bytes"), "0");
        Files.writeString(file("memory", "memory.limit_in_bytes"), "0");

        new FirstVersionLimits(new Cgroup(first, "sampan/c1"), true).write(ALL);

        assertThat(file("cpu", "cpu.cfs_quota_us")).hasContent("50000");
        assertThat(file("cpu", "cpu.shares")).hasContent("512");
        assertThat(file("cpuset", "cpuset.cpus")).hasContent("0-1");
        assertThat(file("memory", "memory.limit_in_bytes")).hasContent("268435456");
        assertThat(file("memory", "memory.memsw.limit_in_bytes")).hasContent("335544320");
        assertThat(file("memory", "memory.soft_limit_in_bytes")).hasContent("209715200");
        assertThat(file("blkio", "blkio.throttle.read_bps_device")).hasContent("254:0 20971520");
        assertThat(file("blkio", "blkio.throttle.read_iops_device")).hasContent("254:0 1000");
        assertThat(file("blkio", "blkio.throttle.write_bps_device")).doesNotExist();
    }

    @Test
    void takesEveryLimitAwayInTheFirstVersion() throws IOException {
        CgroupHierarchy first = first();
        for (String name : List.of("read_bps", "write_bps", "read_iops", "write_iops")) {
            Files.writeString(file("blkio", "blkio.throttle." + name + "_device"), "7:3 10");
        }
        Files.writeString(file("cpu", "cpu.shares"), "512");
        Files.writeString(folder.resolve("cpuset/sampan/cpuset.cpus"), "0-3\n");
        Files.writeString(file("memory", "memory.soft_limit_in_bytes"), "10");

        new FirstVersionLimits(new Cgroup(first, "sampan/c1"), false).write(NONE);

        assertThat(file("cpu", "cpu.cfs_quota_us")).hasContent("-1");
        assertThat(file("cpu", "cpu.shares")).hasContent("1024");
        assertThat(file("cpuset", "cpuset.cpus")).hasContent("0-3");
        assertThat(file("memory", "memory.limit_in_bytes")).hasContent("-1");
        assertThat(file("memory", "memory.soft_limit_in_bytes")).hasContent("-1");
        assertThat(file("blkio", "blkio.throttle.write_iops_device")).hasContent("7:3 0");
    }

    @Test
    void writesEveryLimitInTheSecondVersion() throws IOException {
        new SecondVersionLimits(new Cgroup(second(), "sampan/c1")).write(ALL);

        assertThat(file("", "cpu.max")).hasContent("50000 100000");
        assertThat(file("", "cpu.weight")).hasContent("50");
        assertThat(file("", "cpuset.cpus")).hasContent("0-1");
        assertThat(file("", "memory.max")).hasContent("268435456");
        assertThat(file("", "memory.swap.max")).hasContent("67108864");
        assertThat(file("", "memory.high")).hasContent("209715200");
        assertThat(file("", "memory.low")).hasContent("33554432");
        assertThat(file("", "io.max"))
                .hasContent("254:0 rbps=20971520 wbps=max riops=1000 wiops=max");
    }

    @Test
    void changesTheLimitOfProcessorTimeAlone() throws IOException {
        for (CgroupHierarchy hierarchy : List.of(first(), second())) {
            Cgroup group = new Cgroup(hierarchy, "sampan/c1");
            assertThat(group.processorLimit()).isEmpty();
            group.limitProcessors(Optional.of(CpuCount.parse("1.25")));
            assertThat(group.processorLimit()).contains(CpuCount.parse("1.25"));
            group.limitProcessors(Optional.empty());
            assertThat(group.processorLimit()).isEmpty();
        }
        assertThat(file("cpu", "cpu.cfs_quota_us")).hasContent("-1");
        assertThat(file("", "cpu.max")).hasContent("max 100000");
    }

    @Test
    void takesEveryLimitAwayInTheSecondVersion() throws IOException {
        CgroupHierarchy second = second();
        for (String name :
                List.of("cpu.weight", "cpuset.cpus", "memory.high", "memory.low", "io.max")) {
            Files.writeString(file("", name), "1");
        }

        new SecondVersionLimits(new Cgroup(second, "sampan/c1")).write(NONE);

        assertThat(file("", "cpu.max")).hasContent("max 100000");
        assertThat(file("", "cpu.weight")).hasContent("100");
        assertThat(Files.readString(file("", "cpuset.cpus"))).isEqualTo("\n");
        assertThat(file("", "memory.max")).hasContent("max");
        assertThat(file("", "memory.swap.max")).hasContent("max");
        assertThat(file("", "memory.high")).hasContent("max");
        assertThat(file("", "memory.low")).hasContent("0");
        assertThat(file("", "io.max")).hasContent("7:3 rbps=max wbps=max riops=max wiops=max");
    }

    @Test
    void keepsWeightsOfTheFirstVersionInTheirRange() {
        assertThat(FirstVersionLimits.shares(100)).isEqualTo(1024);
        assertThat(FirstVersionLimits.shares(1)).isEqualTo(10);
        assertThat(FirstVersionLimits.shares(10_000)).isEqualTo(102_400);
    }

    @Test
    void asksTheRuntimeForEveryLimitInTheFirstVersion() throws IOException {
        CgroupHierarchy first = first();
        Files.writeString(folder.resolve("memory/memory.memsw.limit_in_bytes"), "");

        assertThat(resources(first))
                .isEqualTo(
                        json(
                                """
                                {"cpu": {"quota": 50000, "period": 100000, "shares": 512, "cpus": "0-1"},
                                 "memory": {"limit": 268435456, "swap": 335544320, "reservation": 209715200},
                                 "pids": {"limit": 64},
                                 "blockIO": {
                                   "throttleReadBpsDevice": [
                                     {"major": 7, "minor": 3, "rate": 20971520},
                                     {"major": 254, "minor": 0, "rate": 20971520}],
                                   "throttleReadIOPSDevice": [
                                     {"major": 7, "minor": 3, "rate": 1000},
                                     {"major": 254, "minor": 0, "rate": 1000}]}}
                                """));
    }

    @Test
    void asksTheRuntimeForExactWeightAndMarksInTheSecondVersion() throws IOException {
        assertThat(resources(second()).get("unified"))
                .isEqualTo(
                        json(
                                """
                                {"memory.oom.group": "1", "cpu.weight": "50",
                                 "memory.high": "209715200", "memory.low": "33554432"}
                                """));
    }

    private static JsonNode resources(CgroupHierarchy hierarchy) {
        ObjectNode resources = JsonMapper.builder().build().createObjectNode();
        new ResourcesRule(hierarchy, "sampan").limit(resources, ALL);
        return json(resources.toString());
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }

    private CgroupHierarchy first() throws IOException {
        Map<String, Path> trees = new HashMap<>();
        for (String name : List.of("cpu", "cpuacct", "cpuset", "memory", "pids", "blkio")) {
            trees.put(name, folder.resolve(name));
            Files.createDirectories(folder.resolve(name).resolve("sampan/c1"));
        }
        return new CgroupHierarchy(false, trees, List.copyOf(trees.values()));
    }

    private CgroupHierarchy second() throws IOException {
        Map<String, Path> trees = new HashMap<>();
        for (String name : List.of("cpu", "cpuset", "memory", "pids", "io")) {
            trees.put(name, folder);
        }
        Files.createDirectories(folder.resolve("sampan/c1"));
        return new CgroupHierarchy(true, trees, List.of(folder));
    }

    private Path file(String controller, String name) {
        return folder.resolve(controller).resolve("sampan/c1").resolve(name);
    }
}
