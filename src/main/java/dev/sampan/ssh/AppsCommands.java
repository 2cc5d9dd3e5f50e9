package dev.sampan.ssh;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.operation.AppDetails;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.CloneOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `apps:…`. */
@Component
final class AppsCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String AUTOCREATION = "--app-global-disable-autocreation";

    private static final String SKIP_DEPLOY = "--skip-deploy";

    private final AppOperations apps;
    private final CloneOperations clones;

    AppsCommands(AppOperations apps, CloneOperations clones) {
        this.apps = apps;
        this.clones = clones;
    }

    @Override
    public String name() {
        return "apps";
    }

    @Override
    public String title() {
        return "Manage apps";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry("apps", "", "List the apps, as apps:list", this::list),
                new CommandEntry(
                        "apps:clone",
                        "[--skip-deploy] [--ignore-existing] <old-app> <new-app>",
                        "Make an app like another, with its settings, source and image",
                        this::cloneApp),
                new CommandEntry("apps:create", "<app>", "Create an app", this::create),
                new CommandEntry(
                        "apps:destroy",
                        "[--force] <app>",
                        "Destroy an app with all that belongs to it",
                        this::destroy),
                new CommandEntry(
                        "apps:exists",
                        "<app>",
                        "Answer by the exit code whether an app exists",
                        this::exists),
                new CommandEntry(
                        "apps:list", "[--format stdout|json]", "List the apps", this::list),
                new CommandEntry("apps:lock", "<app>", "Refuse deploys of an app", this::lock),
                new CommandEntry(
                        "apps:locked",
                        "<app>",
                        "Answer by the exit code whether deploys are refused",
                        this::locked),
                new CommandEntry(
                        "apps:rename",
                        "[--skip-deploy] <old-app> <new-app>",
                        "Give an app another name",
                        this::rename),
                new CommandEntry(
                        "apps:report",
                        "[<app>|--global] [<flag>]",
                        "Show facts about apps",
                        this::report),
                new CommandEntry(
                        "apps:set",
                        "--global disable-autocreation [true|false]",
                        "Say whether a push to an app that does not exist is refused",
                        this::set),
                new CommandEntry("apps:unlock", "<app>", "Allow deploys again", this::unlock));
    }

    private void set(Invocation call) {
        Options options = call.options(Set.of("--global"), Set.of());
        List<String> rest = options.rest();
        call.expect(!rest.isEmpty() && rest.size() <= 3);
        String property = rest.get(options.has("--global") || rest.size() == 1 ? 0 : 1);
        if (!property.equals("disable-autocreation") || !options.has("--global")) {
            throw new UsageException(
                    "Invalid property, valid properties: disable-autocreation, with --global");
        }
        call.expect(rest.size() <= 2);
        Optional<String> value = rest.stream().skip(1).filter(text -> !text.isBlank()).findFirst();
        apps.disableAutocreation(call.caller(), value);
        call.terminal()
                .header(
                        value.map(text -> "Setting %s to %s".formatted(property, text))
                                .orElse("Unsetting " + property));
    }

    private void create(Invocation call) {
        AppName app = call.onlyApp();
        call.terminal().step("Creating %s...".formatted(app));
        apps.create(call.caller(), app);
    }

    private void cloneApp(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of(SKIP_DEPLOY, "--ignore-existing"), Set.of());
        AppName old = call.app(options.rest());
        call.expect(options.rest().size() == 2);
        AppName fresh = AppName.parse(options.rest().get(1));
        apps.details(call.caller(), old);
        if (options.has("--ignore-existing") && apps.list(call.caller()).contains(fresh)) {
            call.terminal().step("Skipping: %s exists already".formatted(fresh));
            return;
        }
        call.terminal().step("Cloning %s to %s".formatted(old, fresh));
        clones.clone(
                call.caller(),
                old,
                fresh,
                !options.has(SKIP_DEPLOY),
                new TerminalDeployLog(call.terminal()));
    }

    private void rename(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of(SKIP_DEPLOY), Set.of());
        AppName old = call.app(options.rest());
        call.expect(options.rest().size() == 2);
        AppName fresh = AppName.parse(options.rest().get(1));
        apps.details(call.caller(), old);
        call.terminal().step("Renaming %s to %s".formatted(old, fresh));
        clones.rename(
                call.caller(),
                old,
                fresh,
                !options.has(SKIP_DEPLOY),
                new TerminalDeployLog(call.terminal()));
    }

    private void destroy(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of("--force"), Set.of());
        AppName app = call.onlyApp(options);
        apps.details(call.caller(), app);
        if (!options.has("--force")) {
            call.confirm("app", app.value());
        }
        call.terminal().step("Destroying %s (including all add-ons)".formatted(app));
        apps.destroy(call.caller(), app);
    }

    private void exists(Invocation call) {
        apps.details(call.caller(), call.onlyApp());
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        call.expect(options.rest().isEmpty());
        List<String> names = apps.list(call.caller()).stream().map(AppName::value).toList();
        String format = options.value("--format").orElse("stdout");
        call.expect(format.equals("stdout") || format.equals("json"));
        if (format.equals("json")) {
            call.terminal().line(JSON.writeValueAsString(names));
            return;
        }
        call.terminal().header("My Apps");
        names.forEach(call.terminal()::line);
    }

    private void lock(Invocation call) {
        apps.lock(call.caller(), call.onlyApp());
        call.terminal().step("Deploy lock created");
    }

    private void locked(Invocation call) {
        AppDetails details = apps.details(call.caller(), call.onlyApp());
        if (!details.app().isLocked()) {
            call.terminal().fail("Deploy lock does not exist");
            throw new ExitException(1);
        }
        call.terminal().step("Deploy lock exists");
    }

    private void unlock(Invocation call) {
        apps.unlock(call.caller(), call.onlyApp());
        call.terminal().step("Deploy lock removed");
    }

    private void report(Invocation call) {
        new Report("app", "--app-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(apps.details(call.caller(), app)),
                        () ->
                                Map.of(
                                        AUTOCREATION,
                                        Boolean.toString(!apps.autocreates(call.caller()))));
    }

    private static Map<String, String> facts(AppDetails details) {
        App app = details.app();
        return Map.of(
                "--app-created-at",
                Long.toString(app.createdAt().getEpochSecond()),
                "--app-deploy-source",
                details.release().isPresent() ? "git-push" : "",
                "--app-deploy-source-metadata",
                details.release().flatMap(Release::commit).orElse(""),
                "--app-dir",
                details.folder().toString(),
                AUTOCREATION,
                Boolean.toString(!details.autocreate()),
                "--app-locked",
                Boolean.toString(app.isLocked()));
    }
}
