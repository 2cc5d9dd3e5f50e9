package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.app.VolumeMount;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.StorageOperations;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `storage:…`. */
@Component
final class StorageCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FOLDER = "--container-dir";
    private static final String READ_ONLY = "--volume-readonly";

    private final StorageOperations storage;
    private final AppOperations apps;
    private final StorageEntryCommands entries;
    private final StorageNoteCommands notes;

    StorageCommands(
            StorageOperations storage,
            AppOperations apps,
            StorageEntryCommands entries,
            StorageNoteCommands notes) {
        this.storage = storage;
        this.apps = apps;
        this.entries = entries;
        this.notes = notes;
    }

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public String title() {
        return "Keep files of apps over deploys, and of several apps together";
    }

    @Override
    public List<CommandEntry> commands() {
        return Stream.of(notes.commands(), entries.commands(), own())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(CommandEntry::name))
                .toList();
    }

    private List<CommandEntry> own() {
        return List.of(
                new CommandEntry(
                        "storage:ensure-directory",
                        "<volume>",
                        "Changes nothing: a volume is made when it is first used",
                        StorageCommands::ensure),
                new CommandEntry(
                        "storage:list",
                        "[--format text|json] <app>",
                        "List the volumes of an app, and where its processes see them",
                        this::list),
                new CommandEntry(
                        "storage:migrate",
                        "(<app>|--all)",
                        "Changes nothing: every mount of an app is where it belongs",
                        this::migrate),
                new CommandEntry(
                        "storage:mount",
                        "<app> <volume>:<path>[:ro] | [--volume-readonly] --container-dir <path> <app> <entry>",
                        "Let the processes of an app see a storage entry, or a volume of its own, at a path from their next start",
                        this::mount),
                new CommandEntry(
                        "storage:report",
                        "[<app>|--global] [<flag>]",
                        "Show the mounts, or the storage entries and who mounts them",
                        this::report),
                new CommandEntry(
                        "storage:unmount",
                        "<app> <volume>:<path> | [--container-dir <path>] <app> <entry>",
                        "Let them see it no more from their next start; the files stay",
                        this::unmount));
    }

    private static void ensure(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--chown"));
        call.expect(options.rest().size() == 1);
        VolumeMount checked = VolumeMount.parse(options.rest().getFirst() + ":/data");
        call.terminal()
                .step(
                        "Volume %s is made when an app that mounts it is started"
                                .formatted(checked.volume()));
    }

    /** What would be brought into another form elsewhere has that form from the beginning here. */
    private void migrate(Invocation call) {
        Options options = call.options(Set.of("--all"), Set.of());
        List<AppName> all =
                options.has("--all") ? apps.list(call.caller()) : List.of(call.onlyApp(options));
        call.expect(!options.has("--all") || options.rest().isEmpty());
        for (AppName app : all) {
            call.terminal()
                    .step(
                            "Nothing to migrate: %s has %d mounts"
                                    .formatted(app, storage.of(call.caller(), app).size()));
        }
    }

    private void mount(Invocation call) {
        Options options = call.options(Set.of(READ_ONLY), Set.of(FOLDER));
        AppName app = call.app(options.rest());
        call.expect(options.rest().size() == 2);
        String what = options.rest().get(1);
        String end = options.has(READ_ONLY) ? ":ro" : "";
        VolumeMount wanted =
                options.value(FOLDER)
                        .map(folder -> entry(what, folder, end))
                        .orElseGet(() -> VolumeMount.parse(what + end));
        VolumeMount mount = storage.mount(call.caller(), app, wanted);
        call.terminal()
                .step(
                        "Mounted %s at %s; processes of %s see it from their next start (ps:restart)"
                                .formatted(text(mount), mount.target(), app));
    }

    private void unmount(Invocation call) {
        Options options = call.options(Set.of(), Set.of(FOLDER));
        AppName app = call.app(options.rest());
        call.expect(options.rest().size() == 2);
        String what = options.rest().get(1);
        Optional<String> folder = options.value(FOLDER);
        VolumeMount mount =
                folder.isEmpty() && !what.contains(":")
                        ? storage.unmount(call.caller(), app, EntryName.parse(what))
                        : storage.unmount(
                                call.caller(),
                                app,
                                folder.map(path -> entry(what, path, ""))
                                        .orElseGet(() -> VolumeMount.parse(what)));
        call.terminal()
                .step(
                        "Unmounted %s from %s; processes of %s see it until their next start (ps:restart)"
                                .formatted(text(mount), mount.target(), app));
    }

    private static VolumeMount entry(String name, String folder, String end) {
        return VolumeMount.parse(EntryName.parse(name) + ":" + folder + end).ofEntry();
    }

    private static String text(VolumeMount mount) {
        return mount.shared() ? "storage entry " + mount.volume() : mount.volume();
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        AppName app = call.onlyApp(options);
        String format = options.value("--format").orElse("text");
        call.expect(Set.of("text", "stdout", "json").contains(format));
        List<VolumeMount> mounts = storage.of(call.caller(), app);
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    mounts.stream().map(StorageCommands::json).toList()));
            return;
        }
        call.terminal().header("%s volume bind-mounts:".formatted(app));
        mounts.forEach(mount -> call.terminal().detail(mount.text()));
    }

    private static Map<String, Object> json(VolumeMount mount) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("entry_name", mount.volume());
        item.put("host_path", mount.volume());
        item.put("container_path", mount.target());
        item.put("readonly", mount.readOnly());
        return item;
    }

    private void report(Invocation call) {
        Report.Question question = Report.question(call);
        if (question.global()) {
            entries.report(call, question.json());
            return;
        }
        new Report("storage", "--storage-")
                .write(
                        question,
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(storage.of(call.caller(), app)));
    }

    private static Map<String, String> facts(List<VolumeMount> mounts) {
        String all =
                mounts.stream().map(mount -> "-v " + mount.text()).collect(Collectors.joining(" "));
        Map<String, String> facts = new TreeMap<>();
        facts.put("--storage-build-mounts", "");
        facts.put("--storage-deploy-mounts", all);
        facts.put("--storage-run-mounts", all);
        for (int i = 0; i < mounts.size(); i++) {
            String key = "--storage-attachment.%d.".formatted(i + 1);
            facts.put(key + "entry-name", mounts.get(i).volume());
            facts.put(key + "host-path", mounts.get(i).volume());
            facts.put(key + "container-path", mounts.get(i).target());
            facts.put(key + "readonly", Boolean.toString(mounts.get(i).readOnly()));
        }
        return facts;
    }
}
