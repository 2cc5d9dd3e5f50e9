package dev.sampan.container;

import dev.sampan.host.RootFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks where in the root something is to be mounted: nothing may come to lie over the kernel's own file systems, by
 * which the runtime itself would be misled.
 */
final class MountTargets {

    /** What the runtime mounts a file system in memory over. */
    private static final List<String> TEMPORARY = List.of("/tmp", "/var/tmp", "/run");

    private MountTargets() {}

    /**
     * Refuses what would lead astray.
     *
     * @throws ContainerStartException saying which target, and why
     */
    static void check(ContainerSpec spec, RootFolder root) {
        TEMPORARY.forEach(target -> checkInRoot(target, root));
        List<Mount> before = new ArrayList<>();
        for (Mount mount : spec.mounts()) {
            Optional<Mount> over =
                    before.stream()
                            .filter(other -> Path.of(mount.target()).startsWith(other.target()))
                            .reduce((_, last) -> last);
            if (over.isPresent()) {
                checkInMount(mount, over.get());
            } else {
                checkInRoot(mount.target(), root);
            }
            before.add(mount);
        }
    }

    private static void checkInRoot(String target, RootFolder root) {
        Path path = Path.of(target).normalize();
        if (KernelFolders.hold(path.toString())) {
            throw refused(target, "belongs to the kernel");
        }
        String real =
                root.real(existing(path, root))
                        .orElseThrow(() -> refused(target, "is a link that leads nowhere"));
        if (KernelFolders.hold(real)) {
            throw refused(target, "leads to '%s', which belongs to the kernel".formatted(real));
        }
    }

    /** The part of a path that is there already. */
    private static String existing(Path path, RootFolder root) {
        for (Path part = path; part != null; part = part.getParent()) {
            if (root.exists(part.toString())) {
                return part.toString();
            }
        }
        return "/";
    }

    /** Whoever fills the mount chooses what is in it, so no link in it is followed. */
    private static void checkInMount(Mount mount, Mount over) {
        Path below = Path.of(over.target()).relativize(Path.of(mount.target()));
        if (below.toString().isEmpty()) {
            return;
        }
        try (RootFolder source = new RootFolder(over.source())) {
            for (int names = 1; names <= below.getNameCount(); names++) {
                String part = below.subpath(0, names).toString();
                boolean last = names == below.getNameCount();
                if (source.exists(part)
                        && !source.isFolder(part)
                        && !(last && Files.isRegularFile(mount.source()))) {
                    throw refused(
                            mount.target(),
                            "is no folder of the mount at '%s'".formatted(over.target()));
                }
            }
        }
    }

    private static ContainerStartException refused(String target, String why) {
        return new ContainerStartException(
                "Nothing can be mounted at '%s', which %s".formatted(target, why));
    }
}
