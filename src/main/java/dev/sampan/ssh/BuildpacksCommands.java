package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildpackName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import dev.sampan.operation.DetectionOperations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The commands `buildpacks:…`. */
@Component
final class BuildpacksCommands implements CommandGroup {

    private static final Set<String> INDEX = Set.of("--index", "-i");

    private final BuildOperations builds;
    private final AppOperations apps;
    private final DetectionOperations detection;

    BuildpacksCommands(BuildOperations builds, AppOperations apps, DetectionOperations detection) {
        this.builds = builds;
        this.apps = apps;
        this.detection = detection;
    }

    @Override
    public String name() {
        return "buildpacks";
    }

    @Override
    public String title() {
        return "Choose what apps are built with";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "buildpacks:add",
                        "[--index 1] <app> <buildpack>",
                        "Add a buildpack, at the end or at a place",
                        this::add),
                new CommandEntry(
                        "buildpacks:clear",
                        "<app>",
                        "Forget the buildpacks; what the source says counts again",
                        this::clear),
                new CommandEntry(
                        "buildpacks:detect",
                        "<app> [--branch <branch-name>]",
                        "Show which buildpacks the source of an app would be built with",
                        this::detect),
                new CommandEntry(
                        "buildpacks:list", "<app>", "List the buildpacks of an app", this::list),
                new CommandEntry(
                        "buildpacks:remove",
                        "<app> <buildpack>",
                        "Remove a buildpack",
                        this::remove),
                new CommandEntry(
                        "buildpacks:report",
                        "[<app>|--global] [<flag>]",
                        "Show the buildpacks of apps",
                        this::report),
                new CommandEntry(
                        "buildpacks:set",
                        "[--index 1] <app> <buildpack> | --replace <app> <buildpack> [<buildpack>"
                                + " ...]",
                        "Put a buildpack at a place, the first one by default, or replace all",
                        this::set),
                new CommandEntry(
                        "buildpacks:set-property",
                        "(<app>|--global) stack [<value>]",
                        "Say on which stack apps are built; there is one",
                        BuildpacksCommands::setProperty));
    }

    private void add(Invocation call) {
        Options options = call.options(Set.of(), INDEX);
        AppName app = appAndOne(call, options);
        BuildpackName name = BuildpackName.parse(options.rest().get(1));
        builds.changeBuildpacks(
                call.caller(),
                app,
                "buildpacks:add",
                chosen -> {
                    if (chosen.contains(name)) {
                        throw new UsageException(
                                "Buildpack '%s' is already chosen for %s".formatted(name, app));
                    }
                    int place =
                            options.value("--index", "-i")
                                    .map(BuildpacksCommands::place)
                                    .orElse(chosen.size() + 1);
                    chosen.add(Math.min(place - 1, chosen.size()), name);
                });
        call.terminal().step("Added %s to the buildpacks of %s".formatted(name, app));
    }

    private void set(Invocation call) {
        Options options = call.options(Set.of("--replace"), INDEX);
        List<String> rest = options.rest();
        AppName app = call.app(rest);
        call.expect(options.has("--replace") ? rest.size() > 1 : rest.size() == 2);
        List<BuildpackName> names = rest.stream().skip(1).map(BuildpackName::parse).toList();
        builds.changeBuildpacks(
                call.caller(),
                app,
                "buildpacks:set",
                chosen -> {
                    if (options.has("--replace")) {
                        chosen.clear();
                        chosen.addAll(names);
                        return;
                    }
                    int place =
                            options.value("--index", "-i").map(BuildpacksCommands::place).orElse(1);
                    if (place > chosen.size()) {
                        chosen.addAll(names);
                    } else {
                        chosen.set(place - 1, names.getFirst());
                    }
                });
        call.terminal()
                .step(
                        "Setting the buildpacks of %s, which the next build uses: %s"
                                .formatted(app, text(builds.buildpacks(call.caller(), app))));
    }

    private void remove(Invocation call) {
        Options options = Options.none(call.arguments());
        AppName app = appAndOne(call, options);
        BuildpackName name = new BuildpackName(options.rest().get(1));
        builds.changeBuildpacks(
                call.caller(),
                app,
                "buildpacks:remove",
                chosen -> {
                    if (!chosen.remove(name)) {
                        throw new UsageException(
                                "Buildpack '%s' is not chosen for %s".formatted(name, app));
                    }
                });
        call.terminal().step("Removed %s from the buildpacks of %s".formatted(name, app));
    }

    private void clear(Invocation call) {
        AppName app = call.onlyApp();
        builds.changeBuildpacks(call.caller(), app, "buildpacks:clear", List::clear);
        call.terminal().step("Cleared the buildpacks of %s".formatted(app));
    }

    private void detect(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of(), Set.of("--branch"));
        AppName app = call.onlyApp(options);
        call.terminal().header("Detecting the buildpacks of %s".formatted(app));
        List<String> names =
                detection.buildpacks(
                        call.caller(),
                        app,
                        options.value("--branch"),
                        new TerminalDeployLog(call.terminal()));
        if (names.isEmpty()) {
            throw new UsageException(
                    "No buildpack wants the source of %s. Choose one with `buildpacks:set`, or add a Procfile"
                            .formatted(app));
        }
        names.forEach(call.terminal()::line);
    }

    private void list(Invocation call) {
        AppName app = call.onlyApp();
        List<BuildpackName> chosen = builds.buildpacks(call.caller(), app);
        call.terminal().header("%s buildpack urls".formatted(app));
        chosen.forEach(name -> call.terminal().detail(name.text()));
    }

    private void report(Invocation call) {
        new Report("buildpacks", "--buildpacks-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        this::stack);
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        Map<String, String> facts = new TreeMap<>(stack());
        facts.put("--buildpacks-list", text(builds.buildpacks(call.caller(), app)));
        return facts;
    }

    private Map<String, String> stack() {
        return Map.of("--buildpacks-computed-stack", builds.stack());
    }

    private static void setProperty(Invocation call) {
        throw PropertyChange.of(call).invalid("stack");
    }

    private static AppName appAndOne(Invocation call, Options options) {
        AppName app = call.app(options.rest());
        call.expect(options.rest().size() == 2);
        return app;
    }

    private static int place(String text) {
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw new UsageException("'%s' is not a place, the first is 1".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static String text(List<BuildpackName> names) {
        return names.stream().map(BuildpackName::text).collect(Collectors.joining(","));
    }
}
