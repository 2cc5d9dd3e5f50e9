package dev.sampan.app;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many processes of each type are wanted. A type nobody scaled has one process if it is `web`, else none.
 *
 * @param quantities what was set
 */
public record Formation(SortedMap<ProcessType, Integer> quantities) {

    /** More than any single machine can run. */
    private static final int MOST = 1000;

    public Formation {
        quantities.forEach(Formation::check);
        quantities = Collections.unmodifiableSortedMap(new TreeMap<>(quantities));
    }

    public static Formation of(Map<ProcessType, Integer> quantities) {
        return new Formation(new TreeMap<>(quantities));
    }

    public int quantity(ProcessType type) {
        Integer quantity = quantities.get(type);
        if (quantity != null) {
            return quantity;
        }
        return type.equals(ProcessType.WEB) ? 1 : 0;
    }

    static void check(ProcessType type, int quantity) {
        if (quantity < 0 || quantity > MOST) {
            throw RefusedException.invalid(
                    "Scale %s=%d is outside the allowed range: 0 to %d"
                            .formatted(type, quantity, MOST));
        }
        if (type.equals(ProcessType.RELEASE) && quantity > 0) {
            throw RefusedException.invalid(
                    "Process type 'release' runs once per deploy and cannot be scaled");
        }
    }
}
