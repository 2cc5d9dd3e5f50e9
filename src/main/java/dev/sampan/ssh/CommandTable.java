package dev.sampan.ssh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** All commands by their names. */
@Component
final class CommandTable {

    private static final Map<String, String> ALIASES =
            Map.of(
                    "docker-local", "scheduler-docker-local",
                    "dockerfile", "builder-dockerfile",
                    "herokuish", "builder-herokuish",
                    "lambda", "builder-lambda",
                    "nixpacks", "builder-nixpacks",
                    "nginx-vhosts", "nginx",
                    "pack", "builder-pack",
                    "rails", "builder-railpack");

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
        int colon = name.indexOf(':');
        return Optional.ofNullable(entries.get(name))
                .or(
                        () ->
                                colon < 0
                                        ? Optional.empty()
                                        : Optional.ofNullable(
                                                entries.get(
                                                        plugin(name.substring(0, colon))
                                                                + name.substring(colon))));
    }

    /** What a short name of a plugin stands for; any other name stands for itself. */
    private static String plugin(String name) {
        return ALIASES.getOrDefault(name, name);
    }

    /** Of each subject the command of this name, by subject. */
    List<CommandEntry> each(String command) {
        return entries.values().stream()
                .filter(entry -> entry.name().equals(entry.group() + ":" + command))
                .sorted(Comparator.comparing(CommandEntry::name))
                .toList();
    }

    Collection<CommandGroup> groups() {
        return groups;
    }

    /** What the subject of that name is, if there is a group for it. */
    Optional<String> title(String name) {
        return groups.stream()
                .filter(group -> group.name().equals(plugin(name)))
                .map(CommandGroup::title)
                .findFirst();
    }

    /** What commands are about, as dokku's plugins, and what each of these is. */
    SortedMap<String, String> subjects() {
        SortedMap<String, String> subjects = new TreeMap<>();
        entries.values()
                .forEach(
                        entry ->
                                subjects.put(
                                        entry.group(),
                                        title(entry.group()).orElse("Accepted for scripts")));
        return subjects;
    }

    /** The commands that `<name>:help`, or the bare name, asks about: those of its group, and those named so. */
    List<CommandEntry> about(String name) {
        String plugin = plugin(name);
        return groups.stream()
                .flatMap(
                        group ->
                                group.commands().stream()
                                        .filter(
                                                entry ->
                                                        group.name().equals(plugin)
                                                                || entry.group().equals(plugin)))
                .sorted(Comparator.comparing(CommandEntry::name))
                .toList();
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
