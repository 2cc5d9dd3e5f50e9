package dev.sampan.unit;

import java.util.BitSet;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Certain processors, by their numbers, written as the kernel does: `0-1,3`.
 *
 * @param text the shortest form, in order
 */
public record CpuSet(String text) {

    private static final int HIGHEST = 8191;
    private static final Pattern PART = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    public CpuSet {
        text = shortest(read(text));
    }

    /**
     * Reads `0`, `0-3`, `0,2-3`, in any order.
     *
     * @throws InvalidAmountException when the text is not of that form
     */
    public static CpuSet parse(String text) {
        return new CpuSet(text);
    }

    /** The same as {@link #parse}: the name by which Spring turns a setting into a type. */
    public static CpuSet of(String text) {
        return parse(text);
    }

    /** The processors of these numbers, of which there is at least one. */
    public static CpuSet of(BitSet numbers) {
        return parse(shortest(numbers));
    }

    /** Those that are not among the others; empty when all are. */
    public Optional<CpuSet> without(BitSet others) {
        BitSet left = read(text);
        left.andNot(others);
        return left.isEmpty() ? Optional.empty() : Optional.of(of(left));
    }

    /** Their numbers, in order. */
    public IntStream numbers() {
        return read(text).stream();
    }

    /** How many processors these are. */
    public int size() {
        return read(text).cardinality();
    }

    /** Whether all of the others are among these. */
    public boolean contains(CpuSet others) {
        BitSet missing = read(others.text);
        missing.andNot(read(text));
        return missing.isEmpty();
    }

    /** The highest number among them. */
    public int highest() {
        return read(text).length() - 1;
    }

    @Override
    public String toString() {
        return text;
    }

    private static BitSet read(String text) {
        BitSet numbers = new BitSet();
        for (String part : text.strip().split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                throw invalid(text);
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (last < first || last > HIGHEST) {
                throw invalid(text);
            }
            numbers.set(first, last + 1);
        }
        return numbers;
    }

    private static String shortest(BitSet numbers) {
        StringJoiner parts = new StringJoiner(",");
        for (int first = numbers.nextSetBit(0); first >= 0; ) {
            int last = numbers.nextClearBit(first) - 1;
            parts.add(first == last ? Integer.toString(first) : first + "-" + last);
            first = numbers.nextSetBit(last + 1);
        }
        return parts.toString();
    }

    private static InvalidAmountException invalid(String text) {
        return new InvalidAmountException(
                "'%s' is not a list of processors. Write 0, 0-1 or 0,2-3".formatted(text));
    }
}
