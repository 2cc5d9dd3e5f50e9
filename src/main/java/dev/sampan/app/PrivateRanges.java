package dev.sampan.app;

import dev.sampan.unit.AddressRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an app reaches of the private networks around this machine.
 *
 * @param all whether it reaches all of them, but for link-local addresses: there clouds have their metadata
 * @param ranges what it reaches besides, link-local addresses if they are named
 */
public record PrivateRanges(boolean all, List<AddressRange> ranges) {

    public static final PrivateRanges DENIED = new PrivateRanges(false, List.of());

    private static final String DENIED_WORD = "denied";
    private static final String ALLOWED_WORD = "allowed";
    private static final int MOST = 50;

    public PrivateRanges {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads `denied`, `allowed`, or ranges such as `10.1.2.0/24,192.168.0.7`, to which `allowed` may be added.
     *
     * @throws RefusedException when the text is none of these
     */
    public static PrivateRanges parse(String text) {
        List<String> words = List.of(text.strip().split("[,\\s]+", -1));
        if (words.equals(List.of(DENIED_WORD))) {
            return DENIED;
        }
        boolean all = false;
        Set<AddressRange> ranges = new LinkedHashSet<>();
        for (String word : words) {
            if (word.equals(ALLOWED_WORD)) {
                all = true;
            } else {
                ranges.add(range(word));
            }
        }
        if (ranges.size() > MOST) {
            throw RefusedException.invalid(
                    "%d ranges are too many, %d are the most. Name larger ones"
                            .formatted(ranges.size(), MOST));
        }
        return new PrivateRanges(all, List.copyOf(ranges));
    }

    private static AddressRange range(String word) {
        try {
            return AddressRange.parse(word.indexOf('/') < 0 ? word + "/32" : word);
        } catch (IllegalArgumentException e) {
            RefusedException refused =
                    RefusedException.invalid(
                            "'%s' is no range of addresses: %s. Write denied, allowed, or ranges as in 10.1.2.0/24,192.168.0.7"
                                    .formatted(word, e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    /** As {@link #parse} reads it. */
    public String text() {
        if (equals(DENIED)) {
            return DENIED_WORD;
        }
        List<String> words = new ArrayList<>();
        if (all) {
            words.add(ALLOWED_WORD);
        }
        return ranges.stream()
                .map(AddressRange::toString)
                .collect(Collectors.toCollection(() -> words))
                .stream()
                .collect(Collectors.joining(","));
    }
}
