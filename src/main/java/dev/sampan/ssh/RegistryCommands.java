package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.RegistryOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `registry:…`. */
@Component
final class RegistryCommands implements CommandGroup {

    private static final String GLOBAL = "--global";
    private static final String PASSWORD_STDIN = "--password-stdin";

    private final RegistryOperations registries;
    private final AppOperations apps;

    RegistryCommands(RegistryOperations registries, AppOperations apps) {
        this.registries = registries;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public String title() {
        return "Manage the logins at registries of images";
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
                        "registry:report",
                        "[<app>] [<flag>]",
                        "Show where apps are logged in",
                        this::report));
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

    private void report(Invocation call) {
        Map<String, String> all = registries.users(call.caller(), Optional.empty());
        new Report("registry", "--registry-")
                .write(
                        Report.question(call.arguments()),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(registries.users(call.caller(), Optional.of(app)), all));
    }

    private static Map<String, String> facts(Map<String, String> own, Map<String, String> all) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("--registry-logins", String.join(" ", own.keySet()));
        facts.put("--registry-global-logins", String.join(" ", all.keySet()));
        facts.put("--registry-push-on-release", "false");
        return facts;
    }
}
