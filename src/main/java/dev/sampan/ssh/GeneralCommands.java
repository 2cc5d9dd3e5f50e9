package dev.sampan.ssh;

import dev.sampan.operation.AppOperations;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Commands that belong to no subject: `version`, `url`, `urls`. */
@Component
final class GeneralCommands implements CommandGroup {

    /** The version of dokku whose commands these are. */
    static final String DOKKU = "0.38.27";

    private final AppOperations apps;
    private final ObjectProvider<CommandTable> table;

    GeneralCommands(AppOperations apps, ObjectProvider<CommandTable> table) {
        this.apps = apps;
        this.table = table;
    }

    @Override
    public String name() {
        return "general";
    }

    @Override
    public String title() {
        return "General";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "report",
                        "[<app>]",
                        "Show all that there is to report, as each …:report",
                        this::report),
                new CommandEntry("url", "<app>", "Show the first address of an app", this::url),
                new CommandEntry("urls", "<app>", "Show all addresses of an app", this::urls),
                new CommandEntry("version", "", "Show the version", this::version));
    }

    private void report(Invocation call) throws InterruptedException {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() <= 1);
        for (CommandEntry entry : table.getObject().each("report")) {
            entry.action().run(call.as(entry));
        }
    }

    private void url(Invocation call) {
        addresses(call).stream().limit(1).forEach(call.terminal()::line);
    }

    private void urls(Invocation call) {
        addresses(call).forEach(call.terminal()::line);
    }

    private void version(Invocation call) {
        String version =
                Optional.ofNullable(GeneralCommands.class.getPackage().getImplementationVersion())
                        .orElse("development");
        call.terminal().line("dokku version %s (answered by Sampan %s)".formatted(DOKKU, version));
    }

    private List<String> addresses(Invocation call) {
        return apps.details(call.caller(), call.onlyApp()).addresses();
    }
}
