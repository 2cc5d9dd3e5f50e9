package dev.sampan.app;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Some process types of an app, or all of them. Its text is that of lists in reports: `none`, `_all_` or `web,worker`.
 *
 * @param all whether it is all
 * @param types which, when it is not
 */
public record ProcessTypes(boolean all, List<ProcessType> types) {

    public static final ProcessTypes NONE = new ProcessTypes(false, List.of());
    public static final ProcessTypes ALL = new ProcessTypes(true, List.of());

    private static final String NONE_TEXT = "none";
    private static final String ALL_TEXT = "_all_";

    public ProcessTypes {
        types = List.copyOf(new TreeSet<>(types));
    }

    /** Reads what {@link #toString} gives; nothing is all, as with commands that take types. */
    public static ProcessTypes parse(String text) {
        return switch (text) {
            case NONE_TEXT -> NONE;
            case "", ALL_TEXT -> ALL;
            default ->
                    new ProcessTypes(
                            false,
                            Arrays.stream(text.split(",", -1)).map(ProcessType::new).toList());
        };
    }

    public boolean contains(ProcessType type) {
        return all || types.contains(type);
    }

    /** These and those. */
    public ProcessTypes with(ProcessTypes others) {
        if (all || others.all) {
            return ALL;
        }
        Collection<ProcessType> together = new TreeSet<>(types);
        together.addAll(others.types);
        return new ProcessTypes(false, List.copyOf(together));
    }

    /**
     * These but those.
     *
     * @throws RefusedException when these are all and those are not: what the rest would be is not known
     */
    public ProcessTypes without(ProcessTypes others) {
        if (others.all) {
            return NONE;
        }
        if (all && !others.types.isEmpty()) {
            throw RefusedException.conflict(
                    "It is left out for all process types. Enable all first with `checks:enable`, then name types");
        }
        return new ProcessTypes(
                all, types.stream().filter(type -> !others.types.contains(type)).toList());
    }

    @Override
    public String toString() {
        if (all) {
            return ALL_TEXT;
        }
        return types.isEmpty()
                ? NONE_TEXT
                : types.stream().map(ProcessType::value).collect(Collectors.joining(","));
    }
}
