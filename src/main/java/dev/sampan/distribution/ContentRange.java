package dev.sampan.distribution;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a blob a chunk is.
 *
 * @param first the offset of its first byte
 * @param last the offset of its last byte
 */
public record ContentRange(long first, long last) {

    private static final Pattern FORM =
            Pattern.compile("(?:bytes[ =])?([0-9]{1,18})-([0-9]{1,18})(?:/(?:[0-9]{1,18}|\\*))?");

    /**
     * Reads `0-99`, as the distribution protocol writes it, or `bytes 0-99/100` as HTTP does.
     *
     * @throws ContentException when it is neither
     */
    public static ContentRange parse(String header) {
        Matcher matcher = FORM.matcher(header.strip());
        if (matcher.matches()) {
            ContentRange range =
                    new ContentRange(
                            Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
            if (range.first <= range.last) {
                return range;
            }
        }
        throw new ContentException(
                ContentException.Code.RANGE_INVALID,
                "The Content-Range of a chunk has to be FIRST-LAST, the offsets of its first and last byte");
    }

    long length() {
        return last - first + 1;
    }
}
