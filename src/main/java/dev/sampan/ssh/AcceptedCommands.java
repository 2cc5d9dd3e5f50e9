package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Commands of dokku for which nothing is to be done here: scripts that call them go on. */
@Component
final class AcceptedCommands implements CommandGroup {

    private static final String APPS = "[--all|<app>]";
    private static final String ROUTER = "the router follows every change by itself";
    private static final String LOGS =
            "logs are kept and read here, without vector; `logs` shows them";
    private static final String NETWORK = "every change of a network takes effect at once";

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
        return List.of(
                accept("git:initialize", APPS, "a repository is made with the first push"),
                accept("logs:vector-logs", "", LOGS),
                accept("logs:vector-start", "", LOGS),
                accept("logs:vector-stop", "", LOGS),
                accept("network:rebuild", "<app>", NETWORK),
                accept("network:rebuildall", "", NETWORK),
                accept("nginx:reload", "", ROUTER),
                accept("nginx:start", "", ROUTER),
                accept("nginx:validate-config", APPS, ROUTER),
                accept("proxy:build-config", APPS, ROUTER),
                accept("proxy:clear-config", APPS, ROUTER),
                accept("ps:restore", APPS, "what is wanted is always kept running"),
                accept(
                        "run:retire",
                        "[<app>]",
                        "the container of a command is removed when that ends"),
                accept("trace:off", "", "there is no trace of commands"),
                accept("trace:on", "", "there is no trace of commands; logs say what failed"));
    }

    private CommandEntry accept(String name, String arguments, String reason) {
        return new CommandEntry(
                name, arguments, "Nothing to do: " + reason, call -> accept(call, reason));
    }

    private void accept(Invocation call, String reason) {
        Options options =
                call.options(Set.of("--all", "--clean", "--tail"), Set.of("--num", "--parallel"));
        call.expect(options.rest().size() <= (call.entry().arguments().isEmpty() ? 0 : 1));
        for (String name : options.rest()) {
            var _ = apps.details(call.caller(), AppName.parse(name));
        }
        call.terminal().step("Nothing to do: " + reason);
    }
}
