package dev.sampan.runtime;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The control group of one container: its limits, what it uses, and its processes. */
public final class Cgroup {

    static final String PROCESSES = "cgroup.procs";
    static final int PERIOD_MICROS = 100_000;

    private static final int LEAST_QUOTA_MICROS = 1_000;

    /** The kernel's, of control groups v2. */
    private static final int MOST_WEIGHT = 10_000;

    private final CgroupHierarchy hierarchy;
    private final String name;

    Cgroup(CgroupHierarchy hierarchy, String name) {
        this.hierarchy = hierarchy;
        this.name = name;
    }

    /** How many microseconds of processor time in each period. */
    static int quotaMicros(CpuCount cpu) {
        return Math.max(LEAST_QUOTA_MICROS, Math.multiplyExact(cpu.millis(), PERIOD_MICROS / 1000));
    }

    /** Changes the limits at once. */
    public void limit(CgroupLimits limits) {
        write("pids", "pids.max", limits.pids().map(Object::toString).orElse("max"));
        if (hierarchy.unified()) {
            new SecondVersionLimits(this).write(limits);
        } else {
            new FirstVersionLimits(this, hierarchy.limitsSwap()).write(limits);
        }
    }

    /** Changes the limit of processor time alone. */
    public void limitProcessors(Optional<CpuCount> most) {
        if (hierarchy.unified()) {
            SecondVersionLimits.processors(this, most);
        } else {
            FirstVersionLimits.processors(this, most);
        }
    }

    /** The limit of processor time; empty when there is none, or it is gone. */
    public Optional<CpuCount> processorLimit() {
        return read("cpu", hierarchy.unified() ? "cpu.max" : "cpu.cfs_quota_us")
                .map(text -> text.strip().split(" ", 2)[0])
                .filter(quota -> quota.matches("\\d+"))
                .map(quota -> new CpuCount(Integer.parseInt(quota) / (PERIOD_MICROS / 1000)));
    }

    /** Makes the group where it is missing, and says how much it counts when all processors are busy: 100 is usual. */
    void ensureWeight(int weight) {
        try {
            Files.createDirectories(hierarchy.tree("cpu").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make control group '%s'".formatted(name), e);
        }
        weigh(weight);
    }

    /**
     * Says how much it counts when all processors are busy; does nothing when it is gone.
     *
     * @param weight 100 is usual; what is more than the kernel knows counts as the most it knows
     */
    public void weigh(int weight) {
        boolean unified = hierarchy.unified();
        String file = unified ? "cpu.weight" : "cpu.shares";
        if (Files.exists(path("cpu", file))) {
            int amount =
                    unified ? Math.min(weight, MOST_WEIGHT) : FirstVersionLimits.shares(weight);
            write("cpu", file, Integer.toString(amount));
        }
    }

    /** The processors that the group around it has; empty when the host does not keep groups to processors. */
    public Optional<CpuSet> processors() {
        return ofParent(
                        "cpuset",
                        hierarchy.unified() ? "cpuset.cpus.effective" : "cpuset.effective_cpus")
                .map(CpuSet::parse);
    }

    /** Lets it run on these processors only, or on all those that the group around it has. */
    public void pin(Optional<CpuSet> processors) {
        if (hierarchy.unified()) {
            SecondVersionLimits.pin(this, processors);
        } else {
            FirstVersionLimits.pin(this, processors);
        }
    }

    /** What it has had of the processors; empty when it is gone. */
    public Optional<ProcessorUse> processorUse() {
        return read("cpu", "cpu.stat")
                .map(
                        stat ->
                                new ProcessorUse(
                                        processorTime(), field(stat, "nr_throttled").orElse(0)));
    }

    private Duration processorTime() {
        return Duration.ofNanos(
                hierarchy.unified()
                        ? field("cpu", "cpu.stat", "usage_usec").orElse(0) * 1000
                        : number("cpuacct", "cpuacct.usage").orElse(0));
    }

    static String bytes(DataSize size) {
        return Long.toString(size.bytes());
    }

    /** What it uses now; empty when it is gone. */
    public Optional<CgroupUsage> usage() {
        OptionalLong pids = number("pids", "pids.current");
        if (pids.isEmpty()) {
            return Optional.empty();
        }
        boolean unified = hierarchy.unified();
        long memory =
                number("memory", unified ? "memory.current" : "memory.usage_in_bytes").orElse(0);
        long droppable =
                field("memory", "memory.stat", unified ? "inactive_file" : "total_inactive_file")
                        .orElse(0);
        return Optional.of(
                new CgroupUsage(
                        processorTime(),
                        DataSize.ofBytes(Math.max(0, memory - droppable)),
                        (int) pids.getAsLong()));
    }

    /** Memory that the kernel cannot take back, as it can what it keeps of files; empty when it is gone. */
    public Optional<DataSize> heldMemory() {
        boolean unified = hierarchy.unified();
        OptionalLong all = number("memory", unified ? "memory.current" : "memory.usage_in_bytes");
        long cached = 0;
        for (String list : List.of("inactive_file", "active_file")) {
            cached += field("memory", "memory.stat", unified ? list : "total_" + list).orElse(0);
        }
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(DataSize.ofBytes(Math.max(0, all.getAsLong() - cached)));
    }

    /** How many of its processes the kernel killed for want of memory. */
    public long outOfMemoryKills() {
        return hierarchy.unified()
                ? field("memory", "memory.events", "oom_kill").orElse(0)
                : field("memory", "memory.oom_control", "oom_kill").orElse(0);
    }

    /** What its limits have done to it; empty when it is gone. */
    public Optional<CgroupEvents> events() {
        OptionalLong refused = field("pids", "pids.events", "max");
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        long throttledNanos =
                hierarchy.unified()
                        ? field("cpu", "cpu.stat", "throttled_usec").orElse(0) * 1000
                        : field("cpu", "cpu.stat", "throttled_time").orElse(0);
        return Optional.of(
                new CgroupEvents(
                        outOfMemoryKills(),
                        refused.getAsLong(),
                        field("cpu", "cpu.stat", "nr_throttled").orElse(0),
                        Duration.ofNanos(throttledNanos)));
    }

    /** What it has taken of the machine, and waited for; empty when it is gone or the kernel does not count that. */
    public Optional<CgroupLoad> load() {
        return CgroupLoad.of(this, hierarchy);
    }

    /** The host's process ids of everything in it. */
    public List<Long> processes() {
        return read("pids", PROCESSES)
                .map(
                        text ->
                                text.lines()
                                        .filter(line -> !line.isBlank())
                                        .map(Long::valueOf)
                                        .toList())
                .orElse(List.of());
    }

    /**
     * A group within this one by which the processes that began with one are known. It has no limits of its own: it stands in one
     * tree, as limits of disks would not hold below their group in trees of the first version.
     */
    Within within(String part) {
        Path own = hierarchy.tree("pids").resolve(name);
        return new Within(own.resolve(PROCESSES), own.resolve(part));
    }

    /** Ends the processes of all groups within this one. */
    public void endWithin() {
        for (Path group : Within.below(hierarchy.tree("pids").resolve(name))) {
            new Within(group.resolveSibling(PROCESSES), group).end();
        }
    }

    /** Whether there is a group in any tree. */
    public boolean exists() {
        return hierarchy.all().stream().anyMatch(tree -> Files.exists(tree.resolve(name)));
    }

    /**
     * Removes it, and the groups in it, where they are empty; answers whether it is gone everywhere. What was killed while it
     * started a container leaves an empty one, which would keep the group around it for ever.
     */
    public boolean remove() {
        boolean gone = true;
        for (Path tree : hierarchy.all()) {
            gone &= removeEmpty(tree.resolve(name).toFile());
        }
        return gone;
    }

    /** A group is a folder full of files that cannot be deleted: only rmdir(2) of the folder works. */
    private static boolean removeEmpty(File group) {
        if (!group.exists() || group.delete()) {
            return true;
        }
        File[] parts = group.listFiles(File::isDirectory);
        for (File part : parts == null ? new File[0] : parts) {
            removeEmpty(part);
        }
        return group.delete() || !group.exists();
    }

    OptionalLong number(String controller, String file) {
        Optional<String> text = read(controller, file);
        return text.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(text.get().strip()));
    }

    private OptionalLong field(String controller, String file, String key) {
        return field(read(controller, file).orElse(""), key);
    }

    private static OptionalLong field(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
                .findFirst();
    }

    Optional<String> read(String controller, String file) {
        try {
            return Optional.of(Files.readString(path(controller, file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(path(controller, file))) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }

    /** What the group around this one has in a file; empty when there is no such file. */
    Optional<String> ofParent(String controller, String file) {
        if (!hierarchy.has(controller)) {
            return Optional.empty();
        }
        Path group = path(controller, file).getParent();
        try {
            return group == null || group.getParent() == null
                    ? Optional.empty()
                    : Optional.of(Files.readString(group.resolveSibling(file)).strip());
        } catch (IOException e) {
            // A host without this controller: there is nothing that could be limited.
            return Optional.empty();
        }
    }

    /** Writes a value if there is one, else what stands for none, and that only where the kernel knows the file. */
    void writeWanted(String controller, String file, Optional<String> wanted, String none) {
        if (wanted.isPresent()) {
            write(controller, file, wanted.get());
        } else if (hierarchy.has(controller) && Files.exists(path(controller, file))) {
            write(controller, file, none);
        }
    }

    void write(String controller, String file, String value) {
        try {
            Files.writeString(path(controller, file), value);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot set '%s' of control group '%s' to '%s': %s"
                            .formatted(file, name, value, reason(e)),
                    e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException of && of.getReason() != null
                ? of.getReason()
                : e instanceof NoSuchFileException
                        ? "this kernel has no such limit"
                        : String.valueOf(e.getMessage());
    }

    private Path path(String controller, String file) {
        return hierarchy.tree(controller).resolve(name).resolve(file);
    }
}
