package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ProxyOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The commands `error-pages:…`. */
@Component
final class ErrorPagesCommands implements CommandGroup {

    private final ProxyOperations proxy;
    private final AppOperations apps;

    ErrorPagesCommands(ProxyOperations proxy, AppOperations apps) {
        this.proxy = proxy;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "error-pages";
    }

    @Override
    public String title() {
        return "Give the router's own answers for an app another look";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "error-pages:clear",
                        "<app> <status>",
                        "Go back to the router's own page",
                        this::clear),
                new CommandEntry(
                        "error-pages:report",
                        "[<app>] [<flag>]",
                        "Show which pages are set",
                        this::report),
                new CommandEntry(
                        "error-pages:set",
                        "<app> <status>",
                        "Show the HTML page that is read from the input; {id} becomes the request's",
                        this::set));
    }

    private void set(Invocation call) {
        AppName app = call.app(call.arguments());
        int status = status(call);
        proxy.setPage(call.caller(), app, status, Optional.of(call.readInput()));
        call.terminal().step("Set the page of %s for status %d".formatted(app, status));
    }

    private void clear(Invocation call) {
        AppName app = call.app(call.arguments());
        int status = status(call);
        proxy.setPage(call.caller(), app, status, Optional.empty());
        call.terminal().step("Cleared the page of %s for status %d".formatted(app, status));
    }

    private static int status(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2 && rest.get(1).matches("\\d{3}"));
        return Integer.parseInt(rest.get(1));
    }

    private void report(Invocation call) {
        Report report = new Report("error-pages", "--error-pages-");
        report.write(
                Report.question(call),
                call.terminal(),
                apps.list(call.caller()),
                app -> facts(proxy.of(call.caller(), app).pages().keySet()));
    }

    private static Map<String, String> facts(Set<Integer> statuses) {
        return Map.of(
                "--error-pages-statuses",
                statuses.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
