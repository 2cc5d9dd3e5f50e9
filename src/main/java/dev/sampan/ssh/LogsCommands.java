package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.deploy.DetachedRuns;
import dev.sampan.logs.LogLine;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.LogOperations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** The commands `logs` and `logs:…`. */
@Component
final class LogsCommands implements CommandGroup {

    /** ANSI colours that processes take in turn, as in dokku. */
    private static final List<Integer> COLOURS = List.of(36, 33, 32, 35, 31);

    private static final String CONTAINER = "--container";

    private final LogOperations logs;
    private final AppOperations apps;

    LogsCommands(LogOperations logs, AppOperations apps) {
        this.logs = logs;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public String title() {
        return "Read the logs of apps";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "logs",
                        "[-t|--tail] [-n|--num num] [-q|--quiet] [-p|--ps process] <app>",
                        "Show the last lines of an app's log, and with -t those that come",
                        call -> show(call, logs, false)),
                new CommandEntry(
                        "logs:failed",
                        "[--all|<app>]",
                        "Show what the containers of the last failed deploy said",
                        this::failed));
    }

    private void failed(Invocation call) {
        Options options = call.options(Set.of("--all"), Set.of());
        call.expect(!options.has("--all") || options.rest().isEmpty());
        List<AppName> wanted =
                options.has("--all") ? apps.list(call.caller()) : List.of(call.onlyApp(options));
        for (AppName app : wanted) {
            List<String> lines = logs.failed(call.caller(), app);
            if (lines.isEmpty()) {
                call.terminal().exclaim("No failed deploy of %s is known".formatted(app));
            } else {
                call.terminal().header("%s failed deploy logs".formatted(app));
                lines.forEach(call.terminal()::line);
            }
        }
    }

    /** Shows the log of an app, or of what runs in its background. */
    static void show(Invocation call, LogOperations logs, boolean background)
            throws InterruptedException {
        Options options =
                call.options(
                        Set.of("-t", "--tail", "-q", "--quiet"),
                        background
                                ? Set.of("-n", "--num", CONTAINER)
                                : Set.of("-n", "--num", "-p", "--ps"));
        Optional<RunName> one = options.value(CONTAINER).map(RunName::parse);
        call.expect(one.isEmpty() || options.rest().isEmpty());
        AppName app = one.map(RunName::app).orElseGet(() -> call.onlyApp(options));
        int lines =
                options.value("-n", "--num")
                        .map(LogsCommands::number)
                        .orElse(LogOperations.DEFAULT_LINES);
        Optional<String> process =
                background
                        ? one.map(RunName::process).or(() -> Optional.of(DetachedRuns.TYPE))
                        : options.value("-p", "--ps");
        boolean raw = options.has("-q") || options.has("--quiet");
        Consumer<LogLine> sink = printer(call.terminal(), raw);
        if (options.has("-t") || options.has("--tail")) {
            logs.follow(call.caller(), app, process, lines, sink);
        } else {
            logs.tail(call.caller(), app, process, lines).forEach(sink);
        }
    }

    private static Consumer<LogLine> printer(Terminal terminal, boolean raw) {
        Map<String, Integer> colours = new HashMap<>();
        return line -> {
            if (raw) {
                terminal.line(line.text());
                return;
            }
            int colour =
                    colours.computeIfAbsent(
                            line.dyno(), dyno -> COLOURS.get(colours.size() % COLOURS.size()));
            terminal.line(
                    "\u001b[%dm%s app[%s]:\u001b[0m %s"
                            .formatted(colour, line.time(), line.dyno(), line.text()));
        };
    }

    static int number(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new UsageException("'%s' is not a number of lines".formatted(text));
        }
        return Integer.parseInt(text);
    }
}
