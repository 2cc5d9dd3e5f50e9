package dev.sampan.ssh;

import dev.sampan.app.EntryName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Resource;
import dev.sampan.app.StorageNote;
import dev.sampan.operation.EntryOperations;
import dev.sampan.unit.DataSize;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The command `storage:create`. */
@Component
final class StorageCreateCommand {

    /** What is kept of an entry and changes nothing, by the flags of storage:create. */
    private static final List<String> NOTED =
            List.of(
                    "--access-mode",
                    "--chown",
                    "--mode",
                    "--namespace",
                    "--reclaim-policy",
                    "--storage-class-name");

    private final EntryOperations entries;

    StorageCreateCommand(EntryOperations entries) {
        this.entries = entries;
    }

    CommandEntry entry() {
        return new CommandEntry(
                "storage:create",
                "[--size size] [--label key=value] [--annotation key=value] <name>",
                "Create storage that outlives apps and that several of them may mount, with a size of its own",
                this::create);
    }

    private void create(Invocation call) {
        List<StorageNote> notes = new ArrayList<>();
        List<String> words = withoutPairs(call.arguments(), notes);
        Set<String> flags = new HashSet<>(NOTED);
        flags.addAll(Set.of("--size", "--scheduler"));
        Options options = Options.parse(words, Set.of(), flags);
        call.expect(options.rest().size() == 1 || options.rest().size() == 2);
        requireScheduler(options);
        EntryName name = EntryName.parse(options.rest().getFirst());
        options.rest().stream().skip(1).forEach(name::requirePath);
        NOTED.forEach(
                flag ->
                        options.value(flag)
                                .ifPresent(value -> notes.add(property(flag.substring(2), value))));
        boolean made =
                entries.create(
                        call.caller(),
                        name,
                        options.value("--size").map(StorageCreateCommand::size),
                        notes);
        call.terminal()
                .step(
                        made
                                ? "Storage entry %s created".formatted(name)
                                : "Storage entry %s already exists, leaving in place"
                                        .formatted(name));
    }

    /** Takes out what may be given several times. */
    private static List<String> withoutPairs(List<String> arguments, List<StorageNote> notes) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            String flag = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            if (!flag.equals("--label") && !flag.equals("--annotation")) {
                rest.add(word);
                continue;
            }
            String pair = word.substring(Math.min(word.length(), flag.length() + 1));
            if (word.equals(flag) && i + 1 < arguments.size()) {
                pair = arguments.get(++i);
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new UsageException("%s needs key=value".formatted(flag));
            }
            notes.add(
                    new StorageNote(
                            flag.equals("--label")
                                    ? StorageNote.Kind.LABEL
                                    : StorageNote.Kind.ANNOTATION,
                            pair.substring(0, equals),
                            Optional.of(pair.substring(equals + 1))));
        }
        return rest;
    }

    private static void requireScheduler(Options options) {
        options.value("--scheduler")
                .filter(name -> !name.equals(StorageEntryCommands.SCHEDULER))
                .ifPresent(
                        _ -> {
                            throw new UsageException(
                                    "There is one scheduler, %s. Leave --scheduler out"
                                            .formatted(StorageEntryCommands.SCHEDULER));
                        });
    }

    static StorageNote property(String key, String value) {
        return new StorageNote(
                StorageNote.Kind.PROPERTY, key, Optional.of(value).filter(text -> !text.isBlank()));
    }

    static DataSize size(String text) {
        String checked = Resource.DISK.check(text);
        if (checked.equals(Resource.UNLIMITED)) {
            throw RefusedException.invalid(
                    "A storage entry needs a size, as in 2g: what apps write to it has to end somewhere");
        }
        return DataSize.parse(checked);
    }
}
