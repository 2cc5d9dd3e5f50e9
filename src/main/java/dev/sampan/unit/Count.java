package dev.sampan.unit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of things, written with decimal units: `200k` is 200,000.
 *
 * @param value zero or more
 */
public record Count(long value) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)(k|m|g)?");

    public Count {
        if (value < 0) {
            throw new InvalidAmountException("A number cannot be negative, got " + value);
        }
    }

    /**
     * Reads `500`, `200k`, `1.5m`.
     *
     * @throws InvalidAmountException when the text is not of that form, or not a whole number
     */
    public static Count parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw invalid(text);
        }
        long factor =
                switch (matcher.group(2) == null ? ' ' : matcher.group(2).charAt(0)) {
                    case 'k' -> 1_000L;
                    case 'm' -> 1_000_000L;
                    case 'g' -> 1_000_000_000L;
                    default -> 1L;
                };
        try {
            return new Count(
                    new BigDecimal(matcher.group(1))
                            .multiply(BigDecimal.valueOf(factor))
                            .longValueExact());
        } catch (ArithmeticException e) {
            InvalidAmountException failure = invalid(text);
            failure.initCause(e);
            throw failure;
        }
    }

    /** The same as {@link #parse}: the name by which Spring turns a setting into a type. */
    public static Count of(String text) {
        return parse(text);
    }

    /** The shortest exact form that {@link #parse} reads: `200k`. */
    @Override
    public String toString() {
        String units = "gmk";
        for (int i = 0; i < units.length(); i++) {
            long unit = (long) Math.pow(1000, units.length() - i);
            if (value >= unit && value % unit == 0) {
                return value / unit + String.valueOf(units.charAt(i));
            }
        }
        return Long.toString(value);
    }

    private static InvalidAmountException invalid(String text) {
        return new InvalidAmountException(
                "'%s' is not a whole number. Write 500, 200k or 1m".formatted(text));
    }
}
