package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.app.StorageNote;
import dev.sampan.operation.EntryDetails;
import dev.sampan.operation.EntryOperations;
import dev.sampan.unit.DataSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands about storage entries, which outlive apps: `storage:info` and others. */
@Component
final class StorageEntryCommands {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SIZE = "size";

    /** The one way in which containers are scheduled here, by dokku's name. */
    static final String SCHEDULER = "docker-local";

    private static final String ROW = "%-30s  %-10s  %s";
    private static final String FACT = "%-30s %s";

    private final EntryOperations entries;
    private final StorageCreateCommand create;
    private final StorageExecCommand exec;

    StorageEntryCommands(
            EntryOperations entries, StorageCreateCommand create, StorageExecCommand exec) {
        this.entries = entries;
        this.create = create;
        this.exec = exec;
    }

    List<CommandEntry> commands() {
        return List.of(
                create.entry(),
                new CommandEntry(
                        "storage:destroy",
                        "[--force] [--destroy-host-dir] <name>",
                        "Destroy storage that nobody mounts; its files stay unless they are to be deleted, too",
                        this::destroy),
                exec.entry(),
                new CommandEntry(
                        "storage:info",
                        "[--format text|json] <name>",
                        "Show what a storage entry is, what its files take, and who mounts it",
                        this::info),
                new CommandEntry(
                        "storage:list-entries",
                        "[--scheduler scheduler] [--format text|json]",
                        "List the storage entries",
                        this::list),
                new CommandEntry(
                        "storage:set",
                        "<name> <property> [<value>]",
                        "Give a storage entry another size while it is in use; other properties are kept and shown",
                        this::set),
                new CommandEntry(
                        "storage:wait",
                        "<name>",
                        "Return when the disk of a storage entry is there, which is made if it is not",
                        this::await));
    }

    private void destroy(Invocation call) {
        Options options = call.options(Set.of("--force", "--destroy-host-dir"), Set.of());
        EntryName name = onlyName(call, options);
        boolean files = options.has("--destroy-host-dir");
        if (!options.has("--force")) {
            call.confirm(files ? "storage entry and all files of" : "storage entry", name.value());
        }
        entries.destroy(call.caller(), name, files);
        call.terminal().step("Storage entry %s destroyed".formatted(name));
        if (!files) {
            call.terminal()
                    .detail(
                            "Its files stay: `storage:create %1$s` brings them back, `storage:destroy --destroy-host-dir %1$s` deletes them"
                                    .formatted(name));
        }
    }

    private void info(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        EntryName name = onlyName(call, options);
        boolean json = json(call, options);
        EntryDetails entry = entries.details(call.caller(), name);
        EntryOperations.Files files = entries.files(call.caller(), name);
        if (json) {
            Map<String, Object> item = item(entry);
            item.put("host_path", files.path().toString());
            item.put("used_bytes", files.usage().used().bytes());
            call.terminal().line(JSON.writeValueAsString(item));
            return;
        }
        Terminal out = call.terminal();
        out.header("Storage entry %s".formatted(name));
        out.detail(FACT.formatted("Scheduler:", SCHEDULER));
        out.detail(FACT.formatted("Host path:", files.path()));
        out.detail(FACT.formatted("Size:", entry.entry().size().toText()));
        out.detail(
                FACT.formatted(
                        "Used:",
                        files.usage().used().toText()
                                + (files.usage().limit().isPresent() ? "" : " (not limited)")));
        out.detail(FACT.formatted("Mounted by:", apps(entry)).stripTrailing());
        for (StorageNote.Kind kind : StorageNote.Kind.values()) {
            entry.of(kind)
                    .forEach((key, value) -> out.detail(StorageNoteCommands.row(kind, key, value)));
        }
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format", "--scheduler"));
        call.expect(options.rest().isEmpty());
        boolean json = json(call, options);
        boolean shown = options.value("--scheduler").filter(s -> !s.equals(SCHEDULER)).isEmpty();
        List<EntryDetails> all = shown ? entries.list(call.caller()) : List.of();
        List<EntryDetails> registered =
                all.stream().filter(entry -> entry.entry().isRegistered()).toList();
        if (json) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    registered.stream().map(StorageEntryCommands::item).toList()));
            return;
        }
        call.terminal().header("Storage entries");
        if (!registered.isEmpty()) {
            call.terminal().line(ROW.formatted("Name", "Size", "Mounted by"));
        }
        registered.forEach(
                entry ->
                        call.terminal()
                                .line(
                                        ROW.formatted(
                                                        entry.name(),
                                                        entry.entry().size().toText(),
                                                        apps(entry))
                                                .stripTrailing()));
        String left =
                all.stream()
                        .filter(entry -> !entry.entry().isRegistered())
                        .map(entry -> entry.name().value())
                        .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            call.terminal()
                    .step(
                            "Destroyed, but their files are there (storage:destroy --destroy-host-dir): "
                                    + left);
        }
    }

    /** What `storage:report --global` shows. */
    void report(Invocation call, boolean json) {
        List<EntryDetails> all =
                entries.list(call.caller()).stream()
                        .filter(entry -> entry.entry().isRegistered())
                        .toList();
        if (json) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    all.stream()
                                            .map(
                                                    entry ->
                                                            Map.of(
                                                                    "entry",
                                                                    item(entry),
                                                                    "mounted_by",
                                                                    names(entry)))
                                            .toList()));
            return;
        }
        call.terminal().header("Global storage information");
        all.forEach(
                entry ->
                        call.terminal()
                                .detail(
                                        FACT.formatted(entry.name() + ":", apps(entry))
                                                .stripTrailing()));
    }

    private void set(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2 || rest.size() == 3);
        EntryName name = EntryName.parse(rest.getFirst());
        String value = rest.size() == 3 ? rest.get(2) : "";
        if (rest.get(1).equals(SIZE)) {
            DataSize wanted = StorageCreateCommand.size(value);
            entries.resize(call.caller(), name, wanted);
            call.terminal().header("Setting size to %s".formatted(wanted));
            return;
        }
        StorageNote note = StorageCreateCommand.property(rest.get(1), value);
        entries.note(call.caller(), name, note);
        StorageNoteCommands.tell(call, note);
        call.terminal().detail("It is kept and shown, and changes nothing here");
    }

    private void await(Invocation call) {
        EntryName name = onlyName(call, Options.none(call.arguments()));
        var _ = entries.files(call.caller(), name);
        call.terminal().step("Storage entry %s is there".formatted(name));
    }

    private static EntryName onlyName(Invocation call, Options options) {
        call.expect(options.rest().size() == 1);
        return EntryName.parse(options.rest().getFirst());
    }

    private static boolean json(Invocation call, Options options) {
        String format = options.value("--format").orElse("text");
        call.expect(Set.of("text", "stdout", "json").contains(format));
        return format.equals("json");
    }

    /** As dokku has it, where there is something to say. */
    private static Map<String, Object> item(EntryDetails entry) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", entry.name().value());
        item.put("scheduler", SCHEDULER);
        item.put("host_path", entry.name().value());
        item.put(SIZE, entry.entry().size().toString());
        entry.of(StorageNote.Kind.PROPERTY)
                .forEach(
                        (key, value) ->
                                item.put(
                                        key.equals("storage-class-name")
                                                ? "storage_class"
                                                : key.replace('-', '_'),
                                        value));
        Map.of("annotations", StorageNote.Kind.ANNOTATION, "labels", StorageNote.Kind.LABEL)
                .forEach(
                        (key, kind) -> {
                            if (!entry.of(kind).isEmpty()) {
                                item.put(key, entry.of(kind));
                            }
                        });
        item.put("mounted_by", names(entry));
        return item;
    }

    private static List<String> names(EntryDetails entry) {
        return entry.mountedBy().stream().map(AppName::value).toList();
    }

    private static String apps(EntryDetails entry) {
        return String.join(", ", names(entry));
    }
}
