package dev.sampan.runtime;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The root, the kernel's own file systems over it, and what is shown from the host. */
final class MountsRule implements SpecRule {

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        config.putObject("root")
                .put("path", wanted.rootFilesystem().toString())
                .put("readonly", wanted.readOnlyRoot());
        ArrayNode mounts = config.putArray("mounts");
        mount(mounts, "/proc", "proc", "nosuid", "noexec", "nodev");
        // Always a file system of its own, so that nothing an image put there is followed.
        mount(mounts, "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        mount(
                mounts,
                "/dev/pts",
                "devpts",
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620",
                "gid=5");
        mount(mounts, "/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k");
        mount(mounts, "/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev");
        mount(mounts, "/sys", "sysfs", "nosuid", "noexec", "nodev", "ro");
        mount(mounts, "/sys/fs/cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro");
        temporary(mounts, wanted);
        for (ProcessSpec.Bind bind : wanted.binds()) {
            ObjectNode mount =
                    mounts.addObject()
                            .put("destination", bind.target())
                            .put("type", "bind")
                            .put("source", bind.source().toString());
            ArrayNode options = mount.putArray("options");
            List.of("rbind", "rprivate", "nosuid", "nodev", bind.readOnly() ? "ro" : "rw")
                    .forEach(options::add);
        }
    }

    /**
     * What is in these counts as memory of the container. Below a read-only root the two large ones share what it may
     * use, so that filling them is "no space left" and not the end of the container.
     */
    private static void temporary(ArrayNode mounts, ProcessSpec wanted) {
        if (!wanted.readOnlyRoot()) {
            mount(mounts, "/tmp", "tmpfs", "nosuid", "nodev", "mode=1777");
            return;
        }
        String size = "size=" + MemoryFolders.size(wanted.limits().memory());
        for (String target : MemoryFolders.LARGE) {
            mount(mounts, target, "tmpfs", "nosuid", "nodev", "mode=1777", size);
        }
        // runc gives it the mode that the folder has in the image, but leaves the owner.
        mount(
                mounts,
                "/run",
                "tmpfs",
                "nosuid",
                "noexec",
                "nodev",
                "mode=755",
                "uid=" + wanted.uid(),
                "gid=" + wanted.gid(),
                "size=65536k");
    }

    private static void mount(ArrayNode mounts, String target, String type, String... options) {
        ObjectNode mount =
                mounts.addObject().put("destination", target).put("type", type).put("source", type);
        ArrayNode list = mount.putArray("options");
        for (String option : options) {
            list.add(option);
        }
    }
}
