package dev.sampan.unit;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Processor time as a share of processors: 0.5 is half of one, 2 is two whole ones.
 *
 * @param millis thousandths of a processor, 1 or more
 */
public record CpuCount(int millis) {

    private static final Pattern FORM = Pattern.compile("\\d{1,5}(\\.\\d{1,3})?");

    public CpuCount {
        if (millis <= 0) {
            throw new InvalidAmountException("A share of processors must be at least 0.001");
        }
    }

    public static CpuCount of(int processors) {
        return new CpuCount(Math.multiplyExact(processors, 1000));
    }

    /**
     * Reads `1`, `0.5`, `1.25`: at most three decimals.
     *
     * @throws InvalidAmountException when the text is not of that form, or zero
     */
    public static CpuCount parse(String text) {
        String stripped = text.strip();
        if (!FORM.matcher(stripped).matches()) {
            throw new InvalidAmountException(
                    "'%s' is not a number of processors. Write 0.5, 1 or 2".formatted(text));
        }
        return new CpuCount(new BigDecimal(stripped).movePointRight(3).intValueExact());
    }

    /** The same as {@link #parse}: the name by which Spring turns a setting into a type. */
    public static CpuCount of(String text) {
        return parse(text);
    }

    /** The form that {@link #parse} reads: `0.5`, `1`. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
