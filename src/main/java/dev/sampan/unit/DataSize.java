package dev.sampan.unit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with binary units: `512m` is 512 × 2^20 bytes, as Docker and dokku read it.
 *
 * @param bytes zero or more
 */
public record DataSize(long bytes) implements Comparable<DataSize> {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)\\s*(b|[kmgt](?:b|i|ib)?)?");

    public DataSize {
        if (bytes < 0) {
            throw new InvalidAmountException("A size cannot be negative, got " + bytes + " bytes");
        }
    }

    public static DataSize ofBytes(long bytes) {
        return new DataSize(bytes);
    }

    public static DataSize ofMebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    public static DataSize ofGibibytes(long gibibytes) {
        return new DataSize(Math.multiplyExact(gibibytes, 1L << 30));
    }

    /**
     * Reads `1024`, `512k`, `512m`, `1.5g`, `2Gi`, `2GiB`, in any case; a bare number is bytes.
     *
     * @throws InvalidAmountException when the text is not of that form
     */
    public static DataSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidAmountException(
                    "'%s' is not a size. Write a number and a unit: 512k, 512m, 2g"
                            .formatted(text));
        }
        String unit = matcher.group(2) == null ? "b" : matcher.group(2);
        int shift = 10 * "bkmgt".indexOf(unit.charAt(0));
        try {
            return new DataSize(
                    new BigDecimal(matcher.group(1))
                            .multiply(BigDecimal.valueOf(1L << shift))
                            .toBigInteger()
                            .longValueExact());
        } catch (ArithmeticException e) {
            throw new InvalidAmountException("'%s' is larger than any disk".formatted(text));
        }
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The same as {@link #parse}: the name by which Spring turns a setting into a type. */
    public static DataSize of(String text) {
        return parse(text);
    }

    /** The shortest exact form that {@link #parse} reads: `512m`, `1g`, `1000`. */
    @Override
    public String toString() {
        String units = "tgmk";
        for (int i = 0; i < units.length(); i++) {
            long unit = 1L << (10 * (4 - i));
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + String.valueOf(units.charAt(i));
            }
        }
        return Long.toString(bytes);
    }

    /** For people, at most one decimal: `1 GiB`, `511.9 MiB`. */
    public String toText() {
        String[] names = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int index = 0;
        while (value >= 1024 && index < names.length - 1) {
            value /= 1024;
            index++;
        }
        String digits = value == Math.rint(value) ? "%.0f" : "%.1f";
        return digits.formatted(value) + " " + names[index];
    }
}
