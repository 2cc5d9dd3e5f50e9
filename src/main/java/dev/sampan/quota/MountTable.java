package dev.sampan.quota;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is mounted where, as /proc/self/mountinfo tells (proc_pid_mountinfo(5)). */
final class MountTable {

    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

    private MountTable() {}

    /** The device mounted at exactly this path, the uppermost when there are several. */
    static Optional<String> deviceAt(Path target) {
        try {
            return deviceAt(target, Files.readString(MOUNTINFO, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read '%s'".formatted(MOUNTINFO), e);
        }
    }

    static Optional<String> deviceAt(Path target, String mountinfo) {
        String escaped = escape(target.toString());
        return mountinfo
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > 6 && fields[4].equals(escaped))
                .map(MountTable::source)
                .reduce((_, last) -> last);
    }

    /** The source stands two fields behind the lone hyphen, after any number of optional fields. */
    private static String source(String[] fields) {
        int i = 6;
        while (!fields[i].equals("-")) {
            i++;
        }
        return fields[i + 2];
    }

    private static String escape(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
