package dev.sampan.host;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which IDs of a file system a mount shows as which others.
 *
 * @param ranges in any order, none over another
 * @see <a href="https://man7.org/linux/man-pages/man2/mount_setattr.2.html">mount_setattr(2)</a>, ID-mapped mounts
 */
public record IdMap(List<Range> ranges) {

    /**
     * IDs in a row.
     *
     * @param stored the first as the file system has it
     * @param shown what it is shown as
     * @param count how many
     */
    record Range(int stored, int shown, int count) {}

    public IdMap {
        ranges = List.copyOf(ranges);
    }

    /** The IDs of a block as 0 and so on, which a user namespace of that block has inside. */
    static IdMap inside(int first) {
        return new IdMap(List.of(new Range(0, first, UserNamespace.IDS)));
    }

    /**
     * The IDs of one block as those of another, in their order but for two, which change places.
     *
     * @param stored the first ID of the block that the files have
     * @param shown the first ID of the block that they are shown with
     * @param owner the number in its block of an ID that files have
     * @param user the number that this ID is shown with
     */
    public static IdMap between(int stored, int shown, int owner, int user) {
        int low = Math.min(owner, user);
        int high = Math.max(owner, user);
        Stream<Range> parts =
                low == high
                        ? Stream.of(new Range(0, 0, UserNamespace.IDS))
                        : Stream.of(
                                new Range(0, 0, low),
                                new Range(low, high, 1),
                                new Range(low + 1, low + 1, high - low - 1),
                                new Range(high, low, 1),
                                new Range(high + 1, high + 1, UserNamespace.IDS - high - 1));
        return new IdMap(
                parts.filter(part -> part.count() > 0)
                        .map(
                                part ->
                                        new Range(
                                                stored + part.stored(),
                                                shown + part.shown(),
                                                part.count()))
                        .toList());
    }

    /** As `/proc/PID/uid_map` takes it. */
    String text() {
        return ranges.stream()
                .map(range -> "%d %d %d\n".formatted(range.stored(), range.shown(), range.count()))
                .collect(Collectors.joining());
    }
}
