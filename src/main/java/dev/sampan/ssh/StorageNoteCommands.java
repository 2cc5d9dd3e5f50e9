package dev.sampan.ssh;

import dev.sampan.app.EntryName;
import dev.sampan.app.StorageNote;
import dev.sampan.operation.EntryDetails;
import dev.sampan.operation.EntryOperations;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `storage:labels:…` and `storage:annotations:…`: notes about storage entries. */
@Component
final class StorageNoteCommands {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KEY_WIDTH = 31;

    private final EntryOperations entries;

    StorageNoteCommands(EntryOperations entries) {
        this.entries = entries;
    }

    List<CommandEntry> commands() {
        return List.of(
                report(StorageNote.Kind.ANNOTATION),
                set(StorageNote.Kind.ANNOTATION),
                report(StorageNote.Kind.LABEL),
                set(StorageNote.Kind.LABEL));
    }

    private CommandEntry report(StorageNote.Kind kind) {
        return new CommandEntry(
                "storage:%ss:report".formatted(kind.word()),
                "[--format stdout|json] [<name>] [<flag>]",
                "Show the %ss of storage entries".formatted(kind.word()),
                call -> report(call, kind));
    }

    private CommandEntry set(StorageNote.Kind kind) {
        return new CommandEntry(
                "storage:%ss:set".formatted(kind.word()),
                "<name> <key> [<value>]",
                "Keep %s %s of a storage entry, or forget it; it changes nothing else"
                        .formatted(kind == StorageNote.Kind.LABEL ? "a" : "an", kind.word()),
                call -> set(call, kind));
    }

    private void set(Invocation call, StorageNote.Kind kind) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2 || rest.size() == 3);
        Optional<String> value = rest.stream().skip(2).filter(text -> !text.isBlank()).findFirst();
        StorageNote note = new StorageNote(kind, rest.get(1), value);
        entries.note(call.caller(), EntryName.parse(rest.getFirst()), note);
        tell(call, note);
    }

    /** Says that it is done. */
    static void tell(Invocation call, StorageNote note) {
        String what =
                note.kind() == StorageNote.Kind.PROPERTY
                        ? note.key()
                        : note.kind().word() + " " + note.key();
        call.terminal()
                .header(
                        note.value()
                                .map(text -> "Setting %s to %s".formatted(what, text))
                                .orElse("Unsetting " + what));
    }

    private void report(Invocation call, StorageNote.Kind kind) {
        String prefix = "--storage-%ss.".formatted(kind.word());
        List<String> flags =
                call.arguments().stream().filter(word -> word.startsWith(prefix)).toList();
        Options options =
                Options.parse(
                        call.arguments().stream().filter(word -> !flags.contains(word)).toList(),
                        Set.of(),
                        Set.of("--format"));
        String format = options.value("--format").orElse("stdout");
        call.expect(
                options.rest().size() <= 1
                        && flags.size() <= options.rest().size()
                        && Set.of("stdout", "text", "json").contains(format)
                        && (flags.isEmpty() || !format.equals("json")));
        List<EntryDetails> all =
                options.rest().isEmpty()
                        ? entries.list(call.caller()).stream()
                                .filter(found -> found.entry().isRegistered())
                                .toList()
                        : List.of(
                                entries.details(
                                        call.caller(), EntryName.parse(options.rest().getFirst())));
        for (EntryDetails entry : all) {
            SortedMap<String, String> notes = entry.of(kind);
            if (!flags.isEmpty()) {
                call.terminal().line(value(notes, prefix, flags.getFirst()));
            } else if (format.equals("json")) {
                call.terminal().line(JSON.writeValueAsString(notes));
            } else {
                call.terminal().header("%s %ss information".formatted(entry.name(), kind.word()));
                notes.forEach((key, text) -> call.terminal().detail(row(kind, key, text)));
            }
        }
    }

    private static String value(SortedMap<String, String> notes, String prefix, String flag) {
        String value = notes.get(flag.substring(prefix.length()));
        if (value == null) {
            throw new UsageException(
                    "Invalid flag passed, valid flags: "
                            + String.join(
                                    ", ", notes.keySet().stream().map(prefix::concat).toList()));
        }
        return value;
    }

    /** A key is shown as it is: its dots and hyphens mean something. */
    static String row(StorageNote.Kind kind, String key, String value) {
        String word = kind.word();
        String label = Character.toUpperCase(word.charAt(0)) + word.substring(1) + " " + key + ":";
        return label + " ".repeat(Math.max(1, KEY_WIDTH - label.length())) + value;
    }
}
