package dev.sampan.container;

import dev.sampan.host.RootFolder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds where a working directory really is. The runtime gets that path: on its own way through links it could be led to
 * a folder of the host that it has open itself, such as `/proc/self/fd/8`.
 */
final class WorkingDirectory {

    private WorkingDirectory() {}

    /**
     * The path without links.
     *
     * @throws ContainerStartException when there is no such folder, or none that may be one
     */
    static String of(ContainerSpec spec, RootFolder root) {
        Path wanted = Path.of(spec.workingDirectory());
        if (!wanted.equals(wanted.normalize())) {
            throw refused(spec, "has '.' or '..' in it");
        }
        // What a mount covers is not in the root yet.
        String real =
                mountOf(spec, wanted.toString()).isPresent()
                        ? wanted.toString()
                        : root.realFolder(wanted.toString())
                                .orElseThrow(() -> refused(spec, "is no folder of the image"));
        if (KernelFolders.hold(real)) {
            throw refused(spec, "leads to '%s', which belongs to the kernel".formatted(real));
        }
        mountOf(spec, real).ifPresent(mount -> requireFolder(spec, mount, real));
        return real;
    }

    private static Optional<Mount> mountOf(ContainerSpec spec, String path) {
        return spec.mounts().stream()
                .filter(mount -> Path.of(path).startsWith(mount.target()))
                .max(Comparator.comparingInt(mount -> mount.target().length()));
    }

    /** Its owner may change a mounted folder at any time, so no link in it is followed. */
    private static void requireFolder(ContainerSpec spec, Mount mount, String path) {
        String below = Path.of(mount.target()).relativize(Path.of(path)).toString();
        if (below.isEmpty()) {
            return;
        }
        try (RootFolder source = new RootFolder(mount.source())) {
            if (!source.isFolder(below)) {
                throw refused(spec, "is no folder of the mount at '%s'".formatted(mount.target()));
            }
        }
    }

    private static ContainerStartException refused(ContainerSpec spec, String why) {
        return new ContainerStartException(
                "The working directory '%s' %s. Choose another one"
                        .formatted(spec.workingDirectory(), why));
    }
}
