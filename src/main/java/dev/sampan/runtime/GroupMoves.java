package dev.sampan.runtime;

import dev.sampan.host.MountPoint;
import dev.sampan.host.Mounts;
import dev.sampan.host.PosixException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel move processes between control groups at once. As a rule it first waits until no processor is in the
 * middle of starting or ending a process, some milliseconds, so that these are a little cheaper.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control group v2, favordynmods</a>
 */
final class GroupMoves {

    private static final Logger log = LoggerFactory.getLogger(GroupMoves.class);
    private static final String OPTION = "favordynmods";

    private final Mounts mounts;

    GroupMoves(Mounts mounts) {
        this.mounts = mounts;
    }

    /** Asks for it wherever there is a v2 tree; it holds for the trees of the first version, too. */
    void makeQuick() {
        mounts.list().stream()
                .filter(mount -> mount.type().equals("cgroup2"))
                .findFirst()
                .filter(mount -> !options(mount).contains(OPTION))
                .ifPresent(this::makeQuick);
    }

    private void makeQuick(MountPoint tree) {
        List<String> options = new ArrayList<>(options(tree));
        options.add(OPTION);
        try {
            mounts.reconfigure(tree.target(), options);
            log.info("Control groups change quickly from now on tree={}", tree.target());
        } catch (PosixException e) {
            // Before Linux 6.0, or not allowed in a container: starts take longer, and that is all.
            log.info("Control groups do not change quickly here reason={}", e.getMessage());
        }
    }

    /** Those that the tree has; all of them are lost that are not named again. */
    static List<String> options(MountPoint tree) {
        return Arrays.stream(tree.superOptions().split(",", -1))
                .filter(option -> !option.equals("rw") && !option.equals("ro"))
                .toList();
    }
}
