package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.RegistrySetting;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.RegistryOperations;
import dev.sampan.operation.RegistryPushOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `registry:…`. */
@Component
final class RegistryCommands implements CommandGroup {

    private static final String GLOBAL = "--global";
    private static final String PASSWORD_STDIN = "--password-stdin";

    private final RegistryOperations registries;
    private final RegistryPushOperations pushes;
    private final AppOperations apps;

    RegistryCommands(
            RegistryOperations registries, RegistryPushOperations pushes, AppOperations apps) {
        this.registries = registries;
        this.pushes = pushes;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public String title() {
        return "Push images to registries, and log in there";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "registry:login",
                        "[--global|--password-stdin] [<app>] <server> <username> [<password>]",
                        "Log in at a registry, for one app or for all",
                        this::login),
                new CommandEntry(
                        "registry:logout",
                        "[--global] [<app>] <server>",
                        "Forget the login at a registry",
                        this::logout),
                new CommandEntry(
                        "registry:push",
                        "<app> [vN] <name[:tag]>",
                        "Push the image of a release to a registry; the one that serves, unless another is named",
                        this::push),
                new CommandEntry(
                        "registry:report",
                        "[<app>|--global] [<flag>]",
                        "Show where apps are logged in, and where their releases are pushed",
                        this::report),
                new CommandEntry(
                        "registry:set",
                        "(<app>|--global) <property> [<value>]",
                        "Set where the image of each release is pushed, and whether it is",
                        this::set));
    }

    /** Without an app the login is for all apps, with and without `--global`. */
    private void login(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of(GLOBAL, PASSWORD_STDIN), Set.of());
        List<String> rest = options.rest();
        boolean stdin = options.has(PASSWORD_STDIN);
        int words = stdin ? 2 : 3;
        boolean global = options.has(GLOBAL) || rest.size() == words;
        call.expect(rest.size() == (global ? words : words + 1));
        Optional<AppName> app = global ? Optional.empty() : Optional.of(call.app(rest));
        List<String> login = global ? rest : rest.subList(1, rest.size());
        String password = stdin ? call.readInput().strip() : login.get(2);
        registries.login(call.caller(), app, login.get(0), login.get(1), password);
        call.terminal().line("Login Succeeded");
    }

    private void logout(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        List<String> rest = options.rest();
        boolean global = options.has(GLOBAL) || rest.size() == 1;
        call.expect(rest.size() == (global ? 1 : 2));
        Optional<AppName> app = global ? Optional.empty() : Optional.of(call.app(rest));
        boolean removed = registries.logout(call.caller(), app, rest.getLast());
        call.terminal()
                .step(
                        removed
                                ? "Removed the login at %s".formatted(rest.getLast())
                                : "Not logged in at %s".formatted(rest.getLast()));
    }

    private void push(Invocation call) throws InterruptedException {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2 || rest.size() == 3);
        OptionalInt number =
                rest.size() == 3
                        ? OptionalInt.of(ReleasesCommands.number(rest.get(1)))
                        : OptionalInt.empty();
        pushes.push(
                call.caller(), app, number, rest.getLast(), new TerminalDeployLog(call.terminal()));
    }

    private void set(Invocation call) {
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        RegistrySetting setting = RegistrySetting.parse(change.property());
        Optional<String> value = change.value();
        pushes.set(call.caller(), app, setting, value);
        change.tell(call.terminal());
    }

    private void report(Invocation call) {
        new Report("registry", "--registry-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        () -> globalFacts(call));
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("--registry-logins", logins(call, Optional.of(app)));
        facts.put("--registry-global-logins", logins(call, Optional.empty()));
        facts.put(
                "--registry-tag-version",
                apps.details(call.caller(), app)
                        .release()
                        .map(release -> Integer.toString(release.number()))
                        .orElse(""));
        for (RegistrySetting setting : RegistrySetting.values()) {
            RegistryPushOperations.Setting value = pushes.setting(call.caller(), app, setting);
            facts.put("--registry-" + setting.word(), value.own().orElse(""));
            facts.put("--registry-computed-" + setting.word(), value.effective());
            if (setting.isGlobal()) {
                facts.put("--registry-global-" + setting.word(), value.global().orElse(""));
            }
        }
        return facts;
    }

    private Map<String, String> globalFacts(Invocation call) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("--registry-global-logins", logins(call, Optional.empty()));
        for (RegistrySetting setting : RegistrySetting.values()) {
            if (setting.isGlobal()) {
                facts.put(
                        "--registry-global-" + setting.word(),
                        pushes.globalSetting(call.caller(), setting).orElse(""));
            }
        }
        return facts;
    }

    private String logins(Invocation call, Optional<AppName> app) {
        return String.join(" ", registries.users(call.caller(), app).keySet());
    }
}
