package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Has a user without rights write a file into a folder; that the folder cannot be reached by its path does not matter. */
record OverfillCommand(Path folder, int uid, long bytes) implements Command<String> {

    private static final long CHUNK = 1L << 20;

    @Override
    public List<String> argv() {
        return List.of(
                "env",
                "--chdir=" + folder,
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "dd",
                "if=/dev/zero",
                "of=overfill",
                "bs=" + CHUNK,
                "count=" + bytes / CHUNK,
                "conv=fsync",
                "status=none");
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("LC_ALL", "C");
    }

    /** Whether the write failed because of a limit. */
    static boolean wasRefused(CommandFailedException failure) {
        return failure.errorOutput().contains("Disk quota exceeded")
                || failure.errorOutput().contains("No space left on device");
    }
}
