package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Makes an ext4 file system in a fresh sparse file, which is known to read as zeros: nothing is cleared, neither now nor
 * by the kernel later.
 */
record MakeFileSystemCommand(Path image) implements Command<String> {

    private static final String EXTENDED =
            "lazy_itable_init=1,lazy_journal_init=1,assume_storage_prezeroed=1,nodiscard,root_owner=0:0";

    @Override
    public List<String> argv() {
        return List.of(
                "mkfs.ext4",
                "-q",
                "-F",
                "-b",
                "4096",
                "-i",
                "4096",
                "-m",
                "0",
                "-J",
                "size=4",
                "-E",
                EXTENDED,
                image.toString());
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(2);
    }
}
