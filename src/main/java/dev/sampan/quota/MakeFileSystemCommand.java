package dev.sampan.quota;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an ext4 file system in a fresh sparse file, which is known to read as zeros: nothing is cleared, neither now nor
 * by the kernel later.
 *
 * @param inodes how many files and folders there can be
 * @param counting whether the kernel is to count them for a project, so that they can be limited further
 */
record MakeFileSystemCommand(Path image, long inodes, boolean counting) implements Command<String> {

    private static final String EXTENDED =
            "lazy_itable_init=1,lazy_journal_init=1,assume_storage_prezeroed=1,nodiscard,root_owner=0:0";

    @Override
    public List<String> argv() {
        List<String> argv = new ArrayList<>(List.of("mkfs.ext4", "-q", "-F", "-b", "4096"));
        argv.addAll(List.of("-N", Long.toString(inodes), "-m", "0", "-J", "size=4"));
        if (counting) {
            argv.addAll(List.of("-O", "quota,project"));
        }
        argv.addAll(List.of("-E", counting ? EXTENDED + ",quotatype=prjquota" : EXTENDED));
        argv.add(image.toString());
        return argv;
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
