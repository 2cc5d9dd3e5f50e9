package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.Excerpt;
import dev.sampan.app.ProcessType;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.AppProcesses;
import dev.sampan.operation.BuildOperations;
import dev.sampan.operation.InspectOperations;
import dev.sampan.operation.ProcessOperations;
import dev.sampan.operation.ProcessStatus;
import dev.sampan.operation.ReleaseOperations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `ps:…`. */
@Component
final class PsCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> ALL = Set.of("--all");
    private static final Set<String> PARALLEL = Set.of("--parallel");

    private final ProcessOperations processes;
    private final AppOperations apps;
    private final ReleaseOperations releases;
    private final InspectOperations inspections;
    private final BuildSettingCommands settings;

    PsCommands(
            ProcessOperations processes,
            AppOperations apps,
            ReleaseOperations releases,
            InspectOperations inspections,
            BuildOperations builds) {
        this.inspections = inspections;
        this.processes = processes;
        this.apps = apps;
        this.releases = releases;
        this.settings =
                new BuildSettingCommands(
                        "ps",
                        List.of(BuildSetting.PROCFILE_PATH, BuildSetting.STOP_TIMEOUT),
                        builds,
                        apps);
    }

    @Override
    public String name() {
        return "ps";
    }

    @Override
    public String title() {
        return "Manage the processes of apps";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "deploy", "<app>", "Deploy the image of an app again", this::deploy),
                new CommandEntry(
                        "ps:inspect",
                        "<app>",
                        "Show the containers of an app as JSON",
                        this::inspect),
                new CommandEntry(
                        "ps:rebuild",
                        "[--force] [--all|<app>]",
                        "Deploy what was pushed last again, built anew if anything it is made of"
                                + " has changed or with --force",
                        this::rebuild),
                new CommandEntry(
                        "ps:report",
                        "[<app>|--global] [<flag>]",
                        "Show the processes of apps",
                        this::report),
                new CommandEntry(
                        "ps:restart",
                        "[--all|<app>] [<process-name>]",
                        "Replace processes by new ones",
                        this::restart),
                new CommandEntry(
                        "ps:scale",
                        "[--skip-deploy] [--format stdout|json] <app> [<proc>=<count>...]",
                        "Set or show how many processes are wanted",
                        this::scale),
                new CommandEntry(
                        "ps:set",
                        "(<app>|--global) (procfile-path|stop-timeout-seconds) [<value>]",
                        "Set the file that the next push has as Procfile, or how long processes may take to end",
                        settings::set),
                new CommandEntry(
                        "ps:start", "[--all|<app>]", "Start the processes of an app", this::start),
                new CommandEntry(
                        "ps:suspend",
                        "",
                        "Stop all containers until the control plane starts again",
                        this::suspend),
                new CommandEntry(
                        "ps:stop", "[--all|<app>]", "Stop the processes of an app", this::stop));
    }

    private void deploy(Invocation call) throws InterruptedException {
        AppName app = call.onlyApp();
        processes.restart(
                call.caller(), app, Optional.empty(), new TerminalDeployLog(call.terminal()));
    }

    private void inspect(Invocation call) {
        AppName app = call.onlyApp();
        call.terminal().line(Inspection.text(inspections.of(call.caller(), app)));
    }

    private void scale(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of("--skip-deploy"), Set.of("--format"));
        AppName app = call.app(options.rest());
        SortedMap<ProcessType, Integer> wanted = new TreeMap<>();
        for (String pair : options.rest().subList(1, options.rest().size())) {
            String[] parts = pair.split("=", -1);
            if (parts.length != 2 || !parts[1].matches("\\d{1,9}")) {
                throw new UsageException(
                        "'%s' is not a process type and a number, as web=2"
                                .formatted(Excerpt.of(pair)));
            }
            wanted.put(ProcessType.parse(parts[0]), Integer.parseInt(parts[1]));
        }
        if (wanted.isEmpty()) {
            show(call, app, options.value("--format").orElse("stdout"));
            return;
        }
        processes.scale(
                call.caller(),
                app,
                wanted,
                !options.has("--skip-deploy"),
                new TerminalDeployLog(call.terminal()));
    }

    private void show(Invocation call, AppName app, String format) {
        SortedMap<ProcessType, Integer> formation = processes.of(call.caller(), app).formation();
        if (format.equals("json")) {
            List<Map<String, Object>> items =
                    formation.entrySet().stream()
                            .map(
                                    entry -> {
                                        Map<String, Object> item = new LinkedHashMap<>();
                                        item.put("process_type", entry.getKey().value());
                                        item.put("quantity", entry.getValue());
                                        return item;
                                    })
                            .toList();
            call.terminal().line(JSON.writeValueAsString(items));
            return;
        }
        call.expect(format.equals("stdout"));
        call.terminal().step("Scaling for %s".formatted(app));
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("proctype", "qty");
        rows.put("--------", "---");
        formation.forEach((type, quantity) -> rows.put(type.value(), Integer.toString(quantity)));
        rows.forEach((left, right) -> call.terminal().line(left + ": " + right));
    }

    private void start(Invocation call) throws InterruptedException {
        Options options = call.options(ALL, PARALLEL);
        for (AppName app : selected(call, options, 1)) {
            call.terminal().step("Starting %s".formatted(app));
            processes.start(call.caller(), app, new TerminalDeployLog(call.terminal()));
        }
    }

    private void stop(Invocation call) throws InterruptedException {
        Options options = call.options(ALL, PARALLEL);
        for (AppName app : selected(call, options, 1)) {
            call.terminal().step("Stopping %s".formatted(app));
            processes.stop(call.caller(), app);
        }
    }

    private void rebuild(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of("--all", "--force"), PARALLEL);
        boolean always = call.force() || options.has("--force");
        for (AppName app : selected(call, options, 1)) {
            call.terminal().step("Rebuilding %s".formatted(app));
            releases.rebuild(call.caller(), app, always, new TerminalDeployLog(call.terminal()));
        }
    }

    private void suspend(Invocation call) throws InterruptedException {
        call.expect(call.arguments().isEmpty());
        call.terminal().step("Stopping the containers of all apps");
        processes.suspend(call.caller());
    }

    private void restart(Invocation call) throws InterruptedException {
        Options options = call.options(ALL, PARALLEL);
        List<AppName> selected = selected(call, options, 2);
        Optional<ProcessType> type =
                options.rest().size() == 2
                        ? Optional.of(ProcessType.parse(options.rest().get(1)))
                        : Optional.empty();
        for (AppName app : selected) {
            call.terminal().step("Restarting %s".formatted(app));
            processes.restart(call.caller(), app, type, new TerminalDeployLog(call.terminal()));
        }
    }

    /** The app that is named, or with `--all` those that can be meant: all that were deployed. */
    private List<AppName> selected(Invocation call, Options options, int most) {
        if (!options.has("--all")) {
            AppName app = call.app(options.rest());
            call.expect(options.rest().size() <= most);
            apps.details(call.caller(), app);
            return List.of(app);
        }
        call.expect(options.rest().isEmpty());
        return apps.list(call.caller()).stream()
                .filter(app -> apps.details(call.caller(), app).release().isPresent())
                .toList();
    }

    private void report(Invocation call) {
        new Report("ps", "--ps-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> {
                            Map<String, String> facts = facts(processes.of(call.caller(), app));
                            facts.putAll(settings.facts(call, app));
                            return withTimeout(facts, processes.stopTimeout(call.caller(), app));
                        },
                        () ->
                                withTimeout(
                                        settings.globalFacts(call),
                                        processes.stopTimeout(call.caller())));
    }

    /** Without a setting the configuration says it. */
    private static Map<String, String> withTimeout(Map<String, String> facts, Duration timeout) {
        facts.put("--ps-computed-stop-timeout-seconds", Long.toString(timeout.toSeconds()));
        return facts;
    }

    private static Map<String, String> facts(AppProcesses app) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("--deployed", Boolean.toString(app.deployed()));
        facts.put("--processes", Integer.toString(app.deployed() ? app.quantity() : 0));
        facts.put("--ps-can-scale", "true");
        facts.put("--restore", Boolean.toString(app.wanted()));
        facts.put("--running", app.running());
        for (ProcessStatus process : app.processes()) {
            if (!process.state().equals("draining")) {
                facts.put("--status-" + process.dyno(), status(process));
            }
        }
        app.hits()
                .forEach(
                        hit ->
                                facts.put(
                                        "--limit-%s.%s"
                                                .formatted(hit.dyno(), hit.kind().resource()),
                                        "%s (%s)"
                                                .formatted(
                                                        hit.text(),
                                                        hit.at().truncatedTo(ChronoUnit.SECONDS))));
        return facts;
    }

    private static String status(ProcessStatus process) {
        String text =
                process.containerId()
                        .map(id -> "%s (CID: %s)".formatted(process.state(), shortId(id)))
                        .orElse(process.state());
        return Stream.of(text, process.reason(), process.note())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(": "));
    }

    /** What tells one container of a dyno from the next: the end of its id. */
    private static String shortId(String id) {
        return id.substring(id.lastIndexOf('-') + 1);
    }
}
