package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ProxyOperations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The commands `http-auth:…`. */
@Component
final class HttpAuthCommands implements CommandGroup {

    private final ProxyOperations proxy;
    private final AppOperations apps;

    HttpAuthCommands(ProxyOperations proxy, AppOperations apps) {
        this.proxy = proxy;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "http-auth";
    }

    @Override
    public String title() {
        return "Ask for a user name and a password before an app is reached";
    }

    @Override
    public List<CommandEntry> commands() {
        String user = "<app> <user> [<password>]";
        return List.of(
                new CommandEntry(
                        "http-auth:add-user",
                        user,
                        "Let a user in; without a password here, it is read from the input",
                        this::add),
                new CommandEntry(
                        "http-auth:disable", "<app>", "Let everybody in again", this::disable),
                new CommandEntry(
                        "http-auth:enable",
                        user,
                        "Let this user in, and nobody who is no user",
                        this::add),
                new CommandEntry(
                        "http-auth:remove-user",
                        "<app> <user>",
                        "Let a user in no more; after the last one everybody is let in",
                        this::remove),
                new CommandEntry(
                        "http-auth:report",
                        "[<app>] [<flag>]",
                        "Show who is let in",
                        this::report));
    }

    private void add(Invocation call) {
        AppName app = call.app(call.arguments());
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2 || rest.size() == 3);
        String password = rest.size() == 3 ? rest.get(2) : call.readInput().strip();
        proxy.addUser(call.caller(), app, rest.get(1), password);
        call.terminal().step("User %s is let in to %s".formatted(rest.get(1), app));
    }

    private void remove(Invocation call) {
        AppName app = call.app(call.arguments());
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2);
        proxy.removeUser(call.caller(), app, rest.get(1));
        Set<String> left = proxy.of(call.caller(), app).users().keySet();
        call.terminal().step("User %s is let in to %s no more".formatted(rest.get(1), app));
        if (left.isEmpty()) {
            call.terminal().exclaim("That was the last user: everybody is let in now");
        }
    }

    private void disable(Invocation call) {
        AppName app = call.onlyApp();
        proxy.removeUsers(call.caller(), app);
        call.terminal().step("Everybody is let in to %s".formatted(app));
    }

    private void report(Invocation call) {
        Report report = new Report("http-auth", "--http-auth-");
        report.write(
                Report.question(call),
                call.terminal(),
                apps.list(call.caller()),
                app -> facts(proxy.of(call.caller(), app).users().keySet()));
    }

    private static Map<String, String> facts(Set<String> users) {
        return Map.of(
                "--http-auth-enabled",
                Boolean.toString(!users.isEmpty()),
                "--http-auth-users",
                String.join(" ", users));
    }
}
