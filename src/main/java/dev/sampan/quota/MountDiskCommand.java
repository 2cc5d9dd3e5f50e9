package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.util.List;

/**
 * Mounts a disk image: no set-user-id programs and no devices; the loop device goes away with the mount.
 *
 * @param counting whether files are counted for a project
 * @param givingBack whether blocks of deleted files go back to the host
 */
record MountDiskCommand(Path image, Path target, boolean counting, boolean givingBack)
        implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of(
                "mount",
                "-t",
                "ext4",
                "-o",
                "loop,nosuid,nodev,noatime"
                        + (givingBack ? ",discard" : "")
                        + (counting ? ",prjquota" : ""),
                image.toString(),
                target.toString());
    }

    @Override
    public String parse(String output) {
        return output;
    }
}
