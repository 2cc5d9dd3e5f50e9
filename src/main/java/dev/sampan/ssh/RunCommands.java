package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.deploy.DetachedRuns;
import dev.sampan.operation.LogOperations;
import dev.sampan.operation.RunOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `run` and `run:…`. */
@Component
final class RunCommands implements CommandGroup {

    private static final String CONTAINER = "--container";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ROW = "%-16s  %-27s  %s";

    private final RunOperations runs;
    private final LogOperations logs;

    RunCommands(RunOperations runs, LogOperations logs) {
        this.runs = runs;
        this.logs = logs;
    }

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String title() {
        return "Run commands in containers of their own";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "run",
                        "[-e KEY=VALUE] [--no-tty] [--ttl-seconds SECONDS] <app> <cmd>",
                        "Run a command, or a process type, with image, config and limits of an app; at a terminal (ssh -t) it has one, too, else it gets no input",
                        this::run),
                new CommandEntry(
                        "run:detached",
                        "[-e KEY=VALUE] [--ttl-seconds SECONDS] <app> <cmd>",
                        "The same in the background; the app's log has the output",
                        this::detached),
                new CommandEntry(
                        "run:list",
                        "[--format stdout|json] <app>",
                        "List what runs in the background",
                        this::list),
                new CommandEntry(
                        "run:logs",
                        "[-t|--tail] [-n|--num num] [-q|--quiet] (<app>|--container <container>)",
                        "Show what it said",
                        call -> LogsCommands.show(call, logs, true)),
                new CommandEntry(
                        "run:stop",
                        "(<app> [<name>] | --container <container>)",
                        "End what runs in the background, or one of it",
                        this::stop));
    }

    private void run(Invocation call) throws InterruptedException {
        RunRequest request = RunRequest.parse(call);
        int code =
                request.tty() && call.console().terminal().isPresent()
                        ? runs.run(call.caller(), request.order(), call.console())
                        : runs.run(call.caller(), request.order(), call.terminal().program());
        if (code != 0) {
            throw new ExitException(code);
        }
    }

    private void detached(Invocation call) {
        RunOperations.Order order = RunRequest.parse(call).order();
        call.terminal().line(order.app() + "." + runs.start(call.caller(), order).name());
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        AppName app = call.onlyApp(options);
        String format = options.value("--format").orElse("stdout");
        call.expect(format.equals("stdout") || format.equals("json"));
        List<DetachedRuns.Run> all = runs.list(call.caller(), app);
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    all.stream().map(run -> json(app, run)).toList()));
            return;
        }
        call.terminal().header("%s run containers".formatted(app));
        call.terminal().line(ROW.formatted("Name", "Created at", "Command"));
        all.forEach(
                run ->
                        call.terminal()
                                .line(
                                        ROW.formatted(
                                                app + "." + run.name(),
                                                run.startedAt(),
                                                run.command())));
    }

    private static Map<String, String> json(AppName app, DetachedRuns.Run run) {
        Map<String, String> item = new LinkedHashMap<>();
        item.put("name", app + "." + run.name());
        item.put("state", "running");
        item.put("command", run.command());
        item.put("created_at", run.startedAt().toString());
        return item;
    }

    private void stop(Invocation call) {
        Options options = call.options(Set.of(), Set.of(CONTAINER));
        Optional<RunName> one = options.value(CONTAINER).map(RunName::parse);
        List<String> rest = options.rest();
        call.expect(rest.size() <= (one.isPresent() ? 0 : 2));
        AppName app = one.map(RunName::app).orElseGet(() -> call.app(rest));
        Optional<String> name =
                one.map(RunName::process)
                        .or(
                                () ->
                                        rest.stream()
                                                .skip(1)
                                                .findFirst()
                                                .map(text -> text.replace(app + ".run.", "run.")));
        runs.stop(call.caller(), app, name)
                .forEach(run -> call.terminal().step("Stopped %s.%s".formatted(app, run.name())));
    }
}
