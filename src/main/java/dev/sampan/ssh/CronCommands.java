package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Excerpt;
import dev.sampan.cron.LastRun;
import dev.sampan.cron.ScheduledTask;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.CronOperations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `cron:…`. */
@Component
final class CronCommands implements CommandGroup {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MAINTENANCE = "maintenance";
    private static final String ROW = "%-25s  %-16s  %-11s  %-11s  %-30s  %s";

    private final CronOperations cron;
    private final AppOperations apps;

    CronCommands(CronOperations cron, AppOperations apps) {
        this.cron = cron;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "cron";
    }

    @Override
    public String title() {
        return "See and run what apps want to be run at times";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "cron:list",
                        "<app> [--format stdout|json]",
                        "List the tasks of an app",
                        this::list),
                new CommandEntry(
                        "cron:report",
                        "[<app>|--global] [<flag>]",
                        "Show whether tasks are suspended",
                        this::report),
                new CommandEntry(
                        "cron:resume",
                        "<app> <cron_id>",
                        "Run a task at its times again",
                        call -> suspend(call, false)),
                new CommandEntry(
                        "cron:run",
                        "[--detach] [--ttl-seconds SECONDS] <app> <cron_id>",
                        "Run a task now",
                        this::run),
                new CommandEntry(
                        "cron:set",
                        "(<app>|--global) maintenance[.<cron_id>] [true|false]",
                        "Suspend or resume tasks",
                        this::set),
                new CommandEntry(
                        "cron:suspend",
                        "<app> <cron_id>",
                        "Do not run a task until it is resumed",
                        call -> suspend(call, true)));
    }

    private void list(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        AppName app = call.onlyApp(options);
        String format = options.value("--format").orElse("stdout");
        call.expect(format.equals("stdout") || format.equals("json"));
        List<ScheduledTask> tasks = cron.list(call.caller(), app);
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    tasks.stream().map(CronCommands::facts).toList()));
            return;
        }
        call.terminal()
                .line(
                        ROW.formatted(
                                "ID",
                                "Schedule",
                                "Concurrency",
                                "Maintenance",
                                "Last run",
                                "Command"));
        for (ScheduledTask task : tasks) {
            call.terminal()
                    .line(
                            ROW.formatted(
                                    task.id(),
                                    task.task().schedule(),
                                    task.task().concurrency().word(),
                                    task.isSuspended(),
                                    task.lastRun().map(CronCommands::text).orElse("never"),
                                    task.task().command()));
        }
    }

    private static String text(LastRun run) {
        String start = run.startedAt().truncatedTo(ChronoUnit.SECONDS).toString();
        return start + " " + (run.outcome().isEmpty() ? "no end seen" : run.outcome());
    }

    private static Map<String, Object> facts(ScheduledTask task) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", task.id());
        facts.put("app", task.app().value());
        facts.put("command", task.task().command());
        facts.put("schedule", task.task().schedule());
        facts.put("concurrency_policy", task.task().concurrency().word());
        facts.put("app-in-maintenance", task.appSuspended());
        facts.put("task-in-maintenance", task.taskSuspended());
        facts.put(MAINTENANCE, task.isSuspended());
        facts.put("global", false);
        facts.put("next_run", task.next().map(Object::toString).orElse(""));
        facts.put("last_run", task.lastRun().map(run -> run.startedAt().toString()).orElse(""));
        facts.put("last_outcome", task.lastRun().map(LastRun::outcome).orElse(""));
        return facts;
    }

    private void run(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of("--detach"), Set.of("--ttl-seconds"));
        AppName app = call.app(options.rest());
        call.expect(options.rest().size() == 2);
        String id = options.rest().get(1);
        Optional<Duration> longest = options.longest();
        if (options.has("--detach")) {
            call.terminal().line(cron.start(call.caller(), app, id, longest));
            return;
        }
        int code = cron.run(call.caller(), app, id, longest, call.terminal().program());
        if (code != 0) {
            throw new ExitException(code);
        }
    }

    private void suspend(Invocation call, boolean suspended) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2);
        cron.maintain(call.caller(), app, rest.get(1), Optional.of(suspended));
        call.terminal()
                .step(
                        "%s cron task %s of %s"
                                .formatted(suspended ? "Suspended" : "Resumed", rest.get(1), app));
    }

    private void set(Invocation call) {
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        String property = change.property();
        boolean ofTask = property.startsWith(MAINTENANCE + ".") && app.isPresent();
        if (!property.equals(MAINTENANCE) && !ofTask) {
            throw new UsageException(
                    "Invalid property '%s', valid properties: maintenance, and maintenance.<cron_id> of an app"
                            .formatted(Excerpt.of(property)));
        }
        Optional<Boolean> value = change.value().map(CronCommands::truth);
        if (ofTask) {
            String id = property.substring(MAINTENANCE.length() + 1);
            cron.maintain(call.caller(), app.orElseThrow(), id, value);
        } else {
            cron.maintain(call.caller(), app, value);
        }
        change.tell(call.terminal());
    }

    private static boolean truth(String text) {
        if (!Set.of("true", "false").contains(text)) {
            throw new UsageException(
                    "'%s' is neither true nor false"
                            .formatted(text.length() > 20 ? text.substring(0, 20) : text));
        }
        return Boolean.parseBoolean(text);
    }

    private void report(Invocation call) {
        new Report("cron", "--cron-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        () -> globalFacts(call));
    }

    private Map<String, String> globalFacts(Invocation call) {
        Map<String, String> facts = new TreeMap<>();
        String global = text(cron.maintenance(call.caller(), Optional.empty()));
        facts.put("--cron-global-maintenance", global.isEmpty() ? "false" : global);
        return facts;
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        Map<String, String> facts = globalFacts(call);
        String own = text(cron.maintenance(call.caller(), Optional.of(app)));
        List<ScheduledTask> tasks = cron.list(call.caller(), app);
        facts.put("--cron-maintenance", own);
        facts.put(
                "--cron-computed-maintenance",
                own.isEmpty() ? facts.getOrDefault("--cron-global-maintenance", "false") : own);
        facts.put("--cron-task-count", Integer.toString(tasks.size()));
        tasks.forEach(
                task ->
                        facts.put(
                                "--cron-maintenance-" + task.id(),
                                Boolean.toString(task.taskSuspended())));
        return facts;
    }

    private static String text(Optional<Boolean> value) {
        return value.map(Object::toString).orElse("");
    }
}
