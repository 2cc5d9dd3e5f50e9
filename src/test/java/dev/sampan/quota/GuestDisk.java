package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A data disk of the virtual machine, with a file system on it; used inside the machine only. */
enum GuestDisk {
    EXT4(
            "/dev/vde",
            "mkfs.ext4 -q -F -O quota,project -E quotatype=usrquota:prjquota",
            "usrquota,prjquota"),
    XFS("/dev/vdf", "mkfs.xfs -q -f", "uquota,pquota"),
    BTRFS("/dev/vdg", "mkfs.btrfs --quiet --force", "noatime"),
    PLAIN("/dev/vdh", "mkfs.ext4 -q -F", "noatime");

    private final String device;
    private final String make;
    private final String options;

    GuestDisk(String device, String make, String options) {
        this.device = device;
        this.make = make;
        this.options = options;
    }

    /** Makes the file system and mounts it, unless it is mounted already; answers with the folder. */
    Path made() {
        Path folder = folder();
        if (!isMounted()) {
            List<String> argv = new ArrayList<>(List.of(make.split(" ")));
            argv.add(device);
            new CommandRunner().run(Command.of(argv));
            mount();
        }
        return folder;
    }

    /** The folder that shows the file system that was made, in an earlier run of the machine or in this one. */
    Path mounted() {
        if (!isMounted()) {
            mount();
        }
        return folder();
    }

    private void mount() {
        Path folder = folder();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new CommandRunner().run(Command.of("mount", "-o", options, device, folder.toString()));
    }

    private boolean isMounted() {
        return new dev.sampan.host.Mounts()
                .list().stream().anyMatch(mount -> mount.target().equals(folder()));
    }

    private Path folder() {
        return Path.of("/mnt", name().toLowerCase(java.util.Locale.ROOT));
    }
}
