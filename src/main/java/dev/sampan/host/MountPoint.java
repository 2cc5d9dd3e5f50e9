package dev.sampan.host;

import java.nio.file.Path;
import java.util.List;

/**
 * A line of /proc/self/mountinfo.
 *
 * @param root which folder of the file system is shown
 * @param target where it is mounted
 * @param options of this mount, separated by commas
 * @param type the kind of file system
 * @param source what is mounted: a device, or any word
 * @param superOptions options of the file system, separated by commas
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public record MountPoint(
        String root, Path target, String options, String type, String source, String superOptions) {

    static List<MountPoint> parse(String mountInfo) {
        return mountInfo
                .lines()
                .filter(line -> !line.isBlank())
                .map(MountPoint::parseLine)
                .toList();
    }

    private static MountPoint parseLine(String line) {
        int separator = line.indexOf(" - ");
        String[] first =
                separator < 0 ? new String[0] : line.substring(0, separator).split(" ", -1);
        String[] second =
                separator < 0 ? new String[0] : line.substring(separator + 3).split(" ", -1);
        if (first.length < 6 || second.length < 3) {
            throw new IllegalArgumentException("'%s' is not a line of mountinfo".formatted(line));
        }
        return new MountPoint(
                unescape(first[3]),
                Path.of(unescape(first[4])),
                first[5],
                second[0],
                unescape(second[1]),
                second[2]);
    }

    /** Space, tab, newline and backslash are written as a backslash and three octal digits. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
