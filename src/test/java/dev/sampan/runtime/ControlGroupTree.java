package dev.sampan.runtime;

import dev.sampan.host.MountPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Control groups in an ordinary folder, laid out as the kernel does, with one group `sampan/c1`. */
final class ControlGroupTree {

    static final String GROUP = "sampan/c1";

    private final List<MountPoint> mounts;

    private ControlGroupTree(List<MountPoint> mounts) throws IOException {
        this.mounts = mounts;
        for (MountPoint mount : mounts) {
            Files.createDirectories(mount.target().resolve(GROUP));
        }
    }

    /** As {@link #first}, on a host that has neither sets of processors nor limits of disks. */
    static ControlGroupTree withoutProcessorSets(Path folder) throws IOException {
        return new ControlGroupTree(
                firstMounts(folder).stream()
                        .filter(mount -> !mount.target().endsWith("cpuset"))
                        .filter(mount -> !mount.target().endsWith("blkio"))
                        .toList());
    }

    /** A tree for each controller, two of them together, as most hosts of that version have it. */
    static ControlGroupTree first(Path folder) throws IOException {
        return new ControlGroupTree(firstMounts(folder));
    }

    private static List<MountPoint> firstMounts(Path folder) {
        return List.of(
                new MountPoint("/", folder, "rw", "tmpfs", "tmpfs", "rw"),
                mount(folder.resolve("cpu,cpuacct"), "cgroup", "rw,cpu,cpuacct"),
                mount(folder.resolve("cpuset"), "cgroup", "rw,cpuset"),
                mount(folder.resolve("memory"), "cgroup", "rw,memory"),
                mount(folder.resolve("blkio"), "cgroup", "rw,blkio"),
                mount(folder.resolve("pids"), "cgroup", "rw,pids"),
                mount(folder.resolve("systemd"), "cgroup", "rw,name=systemd"));
    }

    /** One tree. */
    static ControlGroupTree second(Path folder) throws IOException {
        return new ControlGroupTree(List.of(mount(folder, "cgroup2", "rw,nsdelegate")));
    }

    /** The trees of the first version, and one of the second without a controller that is of use. */
    static ControlGroupTree hybrid(Path folder) throws IOException {
        List<MountPoint> mounts = new ArrayList<>(firstMounts(folder));
        mounts.add(mount(folder.resolve("unified"), "cgroup2", "rw"));
        return new ControlGroupTree(mounts);
    }

    private static MountPoint mount(Path target, String type, String options) {
        return new MountPoint("/", target, "rw", type, type, options);
    }

    CgroupHierarchy hierarchy() {
        return CgroupHierarchy.of(mounts);
    }

    Cgroup group() {
        return new Cgroup(hierarchy(), GROUP);
    }

    /** Puts a file into the root of a controller's tree and into the group. */
    ControlGroupTree file(String controller, String name, String text) throws IOException {
        Path tree = hierarchy().tree(controller);
        Files.writeString(tree.resolve(name), text);
        Files.writeString(tree.resolve(GROUP).resolve(name), text);
        return this;
    }

    String read(String controller, String name) throws IOException {
        return Files.readString(path(controller, name));
    }

    Path path(String controller, String name) {
        return hierarchy().tree(controller).resolve(GROUP).resolve(name);
    }
}
