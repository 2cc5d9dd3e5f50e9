package dev.sampan.container;

import java.nio.file.Path;
import java.util.List;

/** The folders of a container that show the kernel and its devices; an image has no say in them. */
final class KernelFolders {

    private static final List<Path> ALL =
            List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private KernelFolders() {}

    /** Whether a path without links is one of them or below one. */
    static boolean hold(String path) {
        return ALL.stream().anyMatch(folder -> Path.of(path).startsWith(folder));
    }
}
