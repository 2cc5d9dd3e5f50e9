package dev.sampan.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Mounts file systems in the mount namespace of this process. */
@Component
public final class Mounts {

    private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");

    /** The kernel reads one page of options, the closing zero included. */
    private static final int LONGEST_OPTIONS = 4095;

    /** Shows a file or folder, with everything mounted below it, at a second path. */
    public void bind(Path source, Path target, boolean readOnly) {
        attach(source, target, true, readOnly ? Posix.MOUNT_ATTR_RDONLY : 0, 0);
    }

    /** Shows a folder at a second path, where UID n of the namespace owns what UID n owns in the folder. */
    public void idmapped(Path source, Path target, UserNamespace namespace) {
        int descriptor = Posix.open(namespace.path());
        try {
            attach(source, target, false, Posix.MOUNT_ATTR_IDMAP, descriptor);
        } finally {
            Posix.close(descriptor);
        }
    }

    /** Shows a folder at a second path, its files as those of other users and groups. */
    public void idmapped(Path source, Path target, IdMap users, IdMap groups) {
        try (NamespaceChild child = new NamespaceChild(users, groups)) {
            idmapped(source, target, new UserNamespace(child.namespace("user"), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot show '%s' at '%s': %s".formatted(source, target, e.getMessage()), e);
        }
    }

    private static void attach(
            Path source, Path target, boolean recursive, long attributes, int userNamespace) {
        int tree = Posix.openTree(source, recursive);
        try {
            if (attributes != 0) {
                Posix.setMountAttributes(tree, attributes, userNamespace, source);
            }
            Posix.moveMount(tree, target);
        } finally {
            Posix.close(tree);
        }
    }

    /**
     * Mounts an overlay.
     *
     * <p>It is mounted volatile: the kernel does not sync the upper folder when it is unmounted, so the upper and work
     * folders must be new, and be thrown away or read before a crash of the machine.
     *
     * @param lowers the read-only folders, the topmost first; their paths hold no comma, colon or backslash
     */
    public void overlay(List<Path> lowers, Path upper, Path work, Path target) {
        String options =
                "lowerdir=%s,upperdir=%s,workdir=%s,volatile"
                        .formatted(
                                lowers.stream().map(Mounts::plain).collect(Collectors.joining(":")),
                                plain(upper),
                                plain(work));
        if (options.length() > LONGEST_OPTIONS) {
            throw new IllegalArgumentException(
                    "The overlay on '%s' has %d layers, whose paths together are too long"
                            .formatted(target, lowers.size()));
        }
        Posix.mount("overlay", target, "overlay", 0, options);
    }

    /** Mounts a file system in memory; `options` as mount(8) takes them, such as `size=1m,mode=755`. */
    public void tmpfs(Path target, String options) {
        Posix.mount("tmpfs", target, "tmpfs", Posix.MS_NOSUID | Posix.MS_NODEV, options);
    }

    /** Mounts a file system of a kind without special options, such as a control group hierarchy. */
    public void mount(String type, String source, Path target, String options) {
        Posix.mount(source, target, type, 0, options);
    }

    /** Unmounts now what is mounted at the path, and as soon as nobody uses it for those who do; nothing there is fine. */
    public void unmount(Path target) {
        Posix.unmount(target);
    }

    /** Changes a mounted file system to these of its options that take no value, all of which have to be named. */
    public void reconfigure(Path target, List<String> options) {
        FileSystemOptions.set(target, options);
    }

    /** Everything that is mounted, in the order of mounting. */
    public List<MountPoint> list() {
        return list(MOUNT_INFO);
    }

    /** Everything that is mounted for a process, by paths as it sees them. */
    public List<MountPoint> list(long pid) {
        return list(Path.of("/proc", Long.toString(pid), "mountinfo"));
    }

    private static List<MountPoint> list(Path mountInfo) {
        try {
            return MountPoint.parse(Files.readString(mountInfo));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(Path path) {
        String text = path.toString();
        if (text.chars().anyMatch(c -> c == ',' || c == ':' || c == '\\')) {
            throw new IllegalArgumentException(
                    "'%s' cannot be a layer of an overlay: its path has a comma, colon or backslash"
                            .formatted(path));
        }
        return text;
    }
}
