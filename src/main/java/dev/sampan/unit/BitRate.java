package dev.sampan.unit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bandwidth, written with decimal units as tc(8) and network hardware do: `10mbit` is 10,000,000 bits per second.
 *
 * @param bitsPerSecond more than zero
 */
public record BitRate(long bitsPerSecond) {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)\\s*(bit|kbit|mbit|gbit|k|m|g)?");

    public BitRate {
        if (bitsPerSecond <= 0) {
            throw new InvalidAmountException(
                    "A bandwidth must be more than zero, got " + bitsPerSecond + " bit/s");
        }
    }

    public static BitRate ofMegabits(long megabitsPerSecond) {
        return new BitRate(Math.multiplyExact(megabitsPerSecond, 1_000_000L));
    }

    /**
     * Reads `10mbit`, `1.5gbit`, `500kbit`, `10m`; a bare number is bits per second.
     *
     * @throws InvalidAmountException when the text is not of that form, or zero
     */
    public static BitRate parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidAmountException(
                    "'%s' is not a bandwidth. Write a number and a unit: 500kbit, 10mbit, 1gbit"
                            .formatted(text));
        }
        long factor =
                switch (matcher.group(2) == null ? 'b' : matcher.group(2).charAt(0)) {
                    case 'k' -> 1_000L;
                    case 'm' -> 1_000_000L;
                    case 'g' -> 1_000_000_000L;
                    default -> 1L;
                };
        return new BitRate(
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor)).longValue());
    }

    /** The same as {@link #parse}: the name by which Spring turns a setting into a type. */
    public static BitRate of(String text) {
        return parse(text);
    }

    /** The shortest exact form that {@link #parse} reads: `10mbit`. */
    @Override
    public String toString() {
        if (bitsPerSecond % 1_000_000_000 == 0) {
            return bitsPerSecond / 1_000_000_000 + "gbit";
        }
        if (bitsPerSecond % 1_000_000 == 0) {
            return bitsPerSecond / 1_000_000 + "mbit";
        }
        if (bitsPerSecond % 1_000 == 0) {
            return bitsPerSecond / 1_000 + "kbit";
        }
        return bitsPerSecond + "bit";
    }
}
