package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.VolumeMount;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.StorageOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `storage:…`. */
@Component
final class StorageCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StorageOperations storage;
    private final AppOperations apps;

    StorageCommands(StorageOperations storage, AppOperations apps) {
        this.storage = storage;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public String title() {
        return "Keep files of apps over deploys";
    }

    @Override
    public List<CommandEntry> commands() {
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
                        "storage:mount",
                        "<app> <volume>:<path>[:ro]",
                        "Let the processes of an app see a volume at a path from their next start",
                        this::mount),
                new CommandEntry(
                        "storage:report", "[<app>] [<flag>]", "Show the mounts", this::report),
                new CommandEntry(
                        "storage:unmount",
                        "<app> <volume>:<path>[:ro]",
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

    private void mount(Invocation call) {
        AppName app = call.app(call.arguments());
        VolumeMount mount = storage.mount(call.caller(), app, wanted(call));
        call.terminal()
                .step(
                        "Mounted %s at %s; processes of %s see it from their next start (ps:restart)"
                                .formatted(mount.volume(), mount.target(), app));
    }

    private void unmount(Invocation call) {
        AppName app = call.app(call.arguments());
        VolumeMount mount = storage.unmount(call.caller(), app, wanted(call));
        call.terminal()
                .step(
                        "Unmounted %s from %s; processes of %s see it until their next start (ps:restart)"
                                .formatted(mount.volume(), mount.target(), app));
    }

    private static VolumeMount wanted(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2);
        return VolumeMount.parse(rest.get(1));
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
        new Report("storage", "--storage-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> {
                            String mounts =
                                    storage.of(call.caller(), app).stream()
                                            .map(mount -> "-v " + mount.text())
                                            .collect(Collectors.joining(" "));
                            return Map.of(
                                    "--storage-build-mounts", "",
                                    "--storage-deploy-mounts", mounts,
                                    "--storage-run-mounts", mounts);
                        });
    }
}
