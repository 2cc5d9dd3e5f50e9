package dev.sampan.app;

import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What this machine has: nobody can be given more.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_meminfo.5.html">proc_meminfo(5)</a>
 */
@Component
class Machine {

    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu/online");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path MEMORY_GROUPS = Path.of("/sys/fs/cgroup/memory");
    private static final Path PIDS = Path.of("/proc/sys/kernel/pid_max");

    private final Path home;

    Machine(AppProperties properties) {
        this.home = properties.home();
    }

    /** The processors that are there, whose numbers may have gaps. */
    CpuSet processors() {
        try {
            return CpuSet.parse(Files.readString(PROCESSORS));
        } catch (IOException e) {
            throw new UncheckedIOException("This machine does not say what it has", e);
        }
    }

    /** The most of each resource that a process can get; what is missing has no bound of the machine. */
    Map<Resource, String> most() {
        try {
            return most(
                    Files.readString(PROCESSORS),
                    Files.readAllLines(MEMORY),
                    firstLine(PIDS),
                    diskOf(home.toAbsolutePath()));
        } catch (IOException e) {
            throw new UncheckedIOException("This machine does not say what it has", e);
        }
    }

    /**
     * Why this machine cannot hold anybody to a limit of a resource; empty when it can.
     *
     * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">Control groups version 1: memory</a>
     */
    Optional<String> obstacle(Resource resource) {
        try {
            return resource == Resource.MEMORY_SWAP
                    ? swapObstacle(MEMORY_GROUPS, Files.readAllLines(MEMORY))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("This machine does not say what it has", e);
        }
    }

    static Optional<String> swapObstacle(Path groups, List<String> memory) {
        boolean counted =
                !Files.exists(groups.resolve("memory.limit_in_bytes"))
                        || Files.exists(groups.resolve("memory.memsw.limit_in_bytes"));
        return counted || kibibytes(memory, "SwapTotal") == 0
                ? Optional.empty()
                : Optional.of(
                        "its kernel does not count swap. Start it with the parameter swapaccount=1");
    }

    /** The kernel gives the values below /proc/sys to the first read alone, and readString asks for one byte then. */
    private static String firstLine(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("'%s' is empty".formatted(file));
            }
            return line;
        }
    }

    static Map<Resource, String> most(
            String processors, List<String> memory, String pids, DataSize disk) {
        CpuSet online = CpuSet.parse(processors);
        String size = mebibytes(kibibytes(memory, "MemTotal"));
        Map<Resource, String> most = new EnumMap<>(Resource.class);
        most.put(Resource.CPU, Integer.toString(online.size()));
        most.put(Resource.CPU_BOOST, Integer.toString(online.size()));
        most.put(Resource.CPUSET, Integer.toString(online.highest()));
        most.put(Resource.MEMORY, size);
        most.put(Resource.MEMORY_HIGH, size);
        most.put(Resource.MEMORY_SWAP, mebibytes(kibibytes(memory, "SwapTotal")));
        most.put(Resource.PIDS, pids.strip());
        most.put(Resource.DISK, mebibytes(disk.bytes() / 1024));
        return most;
    }

    private static DataSize diskOf(Path folder) throws IOException {
        Path there = folder;
        while (!Files.exists(there)) {
            Path parent = there.getParent();
            if (parent == null) {
                break;
            }
            there = parent;
        }
        return DataSize.ofBytes(Files.getFileStore(there).getTotalSpace());
    }

    private static long kibibytes(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static String mebibytes(long kibibytes) {
        return DataSize.ofMebibytes(kibibytes / 1024).toString();
    }
}
