package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks a disk image that is not mounted, and mends what is mended without loss.
 *
 * @param whole whether to look at all of it although it seems whole, as it is needed before its size changes
 */
record CheckDiskCommand(Path image, boolean whole) implements Command<String> {

    /** The exit code that says that something was damaged, and nothing is any more. */
    static final int MENDED = 1;

    @Override
    public List<String> argv() {
        List<String> argv = new ArrayList<>(List.of("e2fsck", "-p"));
        if (whole) {
            argv.add("-f");
        }
        argv.add(image.toString());
        return argv;
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(10);
    }
}
