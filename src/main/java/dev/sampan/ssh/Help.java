package dev.sampan.ssh;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What the commands are, one line each. */
@Component
final class Help {

    private final ObjectProvider<CommandTable> table;

    Help(ObjectProvider<CommandTable> table) {
        this.table = table;
    }

    /** Every group with its title, or with `--all` every command, or the group that an argument names. */
    void all(Terminal terminal, List<String> arguments) {
        boolean every = arguments.contains("--all");
        List<String> names = arguments.stream().filter(word -> !word.startsWith("-")).toList();
        if (!names.isEmpty()) {
            String name = names.getFirst();
            if (!group(
                    terminal, name.contains(":") ? name.substring(0, name.indexOf(':')) : name)) {
                throw new UsageException("There is no help about '%s'".formatted(name));
            }
            return;
        }
        terminal.line(
                "Usage: dokku [--quiet|--trace|--force] COMMAND <app> [command-specific-options]");
        terminal.line("");
        terminal.line(
                "Commands (`help --all` shows their arguments, `help GROUP` those of a group):");
        for (CommandGroup group : table.getObject().groups()) {
            terminal.line("");
            terminal.line("  " + group.title());
            group.commands().forEach(entry -> show(terminal, entry, every));
        }
    }

    /** The commands about one subject; false when there are none. */
    boolean group(Terminal terminal, String name) {
        String bare = name.endsWith(":help") ? name.substring(0, name.length() - 5) : name;
        List<CommandEntry> entries = table.getObject().about(bare);
        if (entries.isEmpty()) {
            return false;
        }
        terminal.line("Usage: dokku %s[:COMMAND]".formatted(bare));
        terminal.line("");
        table.getObject()
                .title(bare)
                .ifPresent(
                        title -> {
                            terminal.line(title + ".");
                            terminal.line("");
                        });
        entries.forEach(entry -> show(terminal, entry, true));
        return true;
    }

    private static void show(Terminal terminal, CommandEntry entry, boolean arguments) {
        String left = arguments ? entry.usage() : entry.name();
        int width = arguments ? 62 : 26;
        if (left.length() > width) {
            terminal.line("    " + left);
            left = "";
        }
        terminal.line("    " + left + " ".repeat(width - left.length()) + "  " + entry.summary());
    }
}
