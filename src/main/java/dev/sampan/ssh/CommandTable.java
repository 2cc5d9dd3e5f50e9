package dev.sampan.ssh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** All commands by their names. */
@Component
final class CommandTable {

    private final List<CommandGroup> groups;
    private final Map<String, CommandEntry> entries = new LinkedHashMap<>();

    CommandTable(List<CommandGroup> groups) {
        this.groups = groups.stream().sorted(Comparator.comparing(CommandGroup::name)).toList();
        for (CommandGroup group : this.groups) {
            for (CommandEntry entry : group.commands()) {
                if (entries.put(entry.name(), entry) != null) {
                    throw new IllegalStateException(
                            "Command '%s' exists twice".formatted(entry.name()));
                }
            }
        }
    }

    Optional<CommandEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    Collection<CommandGroup> groups() {
        return groups;
    }

    /** The group that `<name>:help`, or the bare name, asks about. */
    Optional<CommandGroup> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** The command whose name needs the fewest changes to become this one, if that is near enough. */
    Optional<String> nearest(String name) {
        List<String> names = new ArrayList<>(entries.keySet());
        return names.stream()
                .min(Comparator.comparingInt(candidate -> distance(candidate, name)))
                .filter(candidate -> distance(candidate, name) <= Math.max(1, name.length() / 3));
    }

    /** How many characters have to be put in, taken out or changed; 1,000 for names that no command has. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 8) {
            return 1000;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
