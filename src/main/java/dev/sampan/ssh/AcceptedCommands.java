package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Commands of dokku for which nothing is to be done here: scripts that call them go on. */
@Component
final class AcceptedCommands implements CommandGroup {

    private static final String APP = "<app>";
    private static final String APPS = "[--all|<app>]";
    private static final String ROUTER = "the router follows every change by itself";
    private static final String RUNNING = "the router starts and stops with the platform";
    private static final String LOGS =
            "logs are kept and read here, without vector; `logs` shows them";
    private static final String NETWORK = "every change of a network takes effect at once";
    private static final String TRACE = "there is no trace of commands; logs say what failed";
    private static final String EVENTS = "every change is written to the audit log";

    /** Groups in which nothing but noted properties can be set. */
    private static final List<String> GROUPS =
            List.of(
                    "builder-herokuish",
                    "builder-lambda",
                    "builder-nixpacks",
                    "builder-pack",
                    "builder-railpack",
                    "logs",
                    "scheduler",
                    "scheduler-docker-local");

    private final AppOperations apps;

    AcceptedCommands(AppOperations apps) {
        this.apps = apps;
    }

    @Override
    public String name() {
        return "accepted";
    }

    @Override
    public String title() {
        return "Accepted for scripts, as there is nothing to do";
    }

    @Override
    public List<CommandEntry> commands() {
        return Stream.concat(
                        Stream.of(
                                accept("events:off", "", EVENTS),
                                accept("events:on", "", EVENTS),
                                accept("git:initialize", APP, "a push makes the repository"),
                                accept("git:unlock", APP, "no lock outlives its deploy"),
                                accept("logs:vector-logs", "", LOGS),
                                accept("logs:vector-start", "", LOGS),
                                accept("logs:vector-stop", "", LOGS),
                                accept("network:rebuild", APP, NETWORK),
                                accept("network:rebuildall", "", NETWORK),
                                accept("nginx:reload", "", ROUTER),
                                accept("nginx:start", "", RUNNING),
                                accept("nginx:stop", "", RUNNING),
                                accept("nginx:validate", APPS, ROUTER),
                                accept("nginx:validate-config", APPS, ROUTER),
                                accept("proxy:build-config", APPS, ROUTER),
                                accept("proxy:clear-config", APPS, ROUTER),
                                accept("ps:restore", APPS, "what is wanted always runs"),
                                accept("ps:retire", APPS, "what was replaced ends by itself"),
                                accept("run:retire", APPS, "a container ends with its command"),
                                accept("trace:off", "", TRACE),
                                accept("trace:on", "", TRACE)),
                        GROUPS.stream().flatMap(this::properties))
                .toList();
    }

    private CommandEntry accept(String name, String arguments, String reason) {
        return new CommandEntry(
                name, arguments, "Nothing to do: " + reason, call -> accept(call, reason));
    }

    private void accept(Invocation call, String reason) {
        Options options =
                call.options(
                        Set.of("--all", "--clean", "--force", "--tail"),
                        Set.of("--num", "--parallel"));
        String arguments = call.entry().arguments();
        call.expect(options.rest().size() <= (arguments.isEmpty() ? 0 : 1));
        if (arguments.equals(APP)) {
            var _ = call.onlyApp(options);
        }
        for (String name : options.rest()) {
            var _ = apps.details(call.caller(), AppName.parse(name));
        }
        call.terminal().step("Nothing to do: " + reason);
    }

    private Stream<CommandEntry> properties(String group) {
        String words =
                NotedProperties.of(group).stream()
                        .map(NotedProperty::name)
                        .collect(Collectors.joining(", "));
        return Stream.of(
                new CommandEntry(
                        group + ":report",
                        "[<app>|--global] [<flag>]",
                        "Show what was set",
                        call -> report(call, group)),
                new CommandEntry(
                        group + ":set",
                        "(<app>|--global) <property> [<value>]",
                        "Take note of what has no effect here: " + words,
                        call -> refuse(call, words)));
    }

    private void report(Invocation call, String group) {
        new Report(group, "--" + group + "-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> {
                            var _ = apps.details(call.caller(), app);
                            return Map.of();
                        },
                        Map::of);
    }

    private static void refuse(Invocation call, String words) {
        throw PropertyChange.of(call).invalid(words);
    }
}
