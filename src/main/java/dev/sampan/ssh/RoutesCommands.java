package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ProxyOperations;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The commands `routes:…`. */
@Component
final class RoutesCommands implements CommandGroup {

    private final ProxyOperations proxy;
    private final AppOperations apps;

    RoutesCommands(ProxyOperations proxy, AppOperations apps) {
        this.proxy = proxy;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "routes";
    }

    @Override
    public String title() {
        return "Let other apps answer below paths of an app";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "routes:add",
                        "<app> <path> <other>",
                        "Let another app, with its own settings, answer below a path such as /api",
                        this::add),
                new CommandEntry(
                        "routes:remove",
                        "<app> <path>",
                        "Let the app itself answer there again",
                        this::remove),
                new CommandEntry(
                        "routes:report",
                        "[<app>] [<flag>]",
                        "Show who answers below which paths",
                        this::report));
    }

    private void add(Invocation call) {
        AppName app = call.app(call.arguments());
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 3);
        AppName other = AppName.parse(rest.get(2));
        proxy.addPath(call.caller(), app, rest.get(1), other);
        call.terminal().step("%s answers below %s of %s".formatted(other, rest.get(1), app));
    }

    private void remove(Invocation call) {
        AppName app = call.app(call.arguments());
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2);
        proxy.removePath(call.caller(), app, rest.get(1));
        call.terminal().step("%s itself answers below %s".formatted(app, rest.get(1)));
    }

    private void report(Invocation call) {
        Report report = new Report("routes", "--routes-");
        report.write(
                Report.question(call),
                call.terminal(),
                apps.list(call.caller()),
                app -> facts(proxy.of(call.caller(), app).paths()));
    }

    private static Map<String, String> facts(Map<String, AppName> paths) {
        return Map.of(
                "--routes-paths",
                paths.entrySet().stream()
                        .map(path -> path.getKey() + ":" + path.getValue())
                        .collect(Collectors.joining(" ")));
    }
}
