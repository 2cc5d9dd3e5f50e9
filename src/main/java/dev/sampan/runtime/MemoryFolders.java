package dev.sampan.runtime;

import dev.sampan.host.MountPoint;
import dev.sampan.host.Mounts;
import dev.sampan.host.RootFolder;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folders in memory of a container whose size follows from its memory limit, so that filling them is "no space left"
 * and not the end of the container.
 */
final class MemoryFolders {

    static final List<String> LARGE = List.of("/tmp", "/var/tmp");

    private static final String PART_OF_THE_MACHINE = "25%";

    private final Mounts mounts;

    MemoryFolders(Mounts mounts) {
        this.mounts = mounts;
    }

    /** The size of each, as mount(8) takes it. */
    static String size(Optional<DataSize> memory) {
        return memory.map(limit -> limit.bytes() / 2 / 1024 + "k").orElse(PART_OF_THE_MACHINE);
    }

    /**
     * Gives those of a running container the size that follows from another limit; one that holds more than that can
     * only get less from now on.
     *
     * @param pid the host's process id of its first process
     */
    void resize(long pid, Optional<DataSize> memory) {
        List<MountPoint> mounted = mounts.list(pid);
        try (RootFolder root = new RootFolder(Path.of("/proc", Long.toString(pid), "root"))) {
            for (String folder : LARGE) {
                root.realFolder(folder)
                        .filter(path -> isSized(path, mounted))
                        .ifPresent(path -> root.resizeMemory(path, size(memory), true));
            }
        }
    }

    /** Whether it is of our making: what is mounted from the host may lie in memory, too, but is never all of it. */
    private static boolean isSized(String folder, List<MountPoint> mounted) {
        return mounted.stream()
                .filter(mount -> mount.target().equals(Path.of(folder)))
                .reduce((_, top) -> top)
                .filter(mount -> mount.type().equals("tmpfs") && mount.root().equals("/"))
                .filter(
                        mount ->
                                List.of(mount.superOptions().split(",")).stream()
                                        .anyMatch(option -> option.startsWith("size=")))
                .isPresent();
    }
}
