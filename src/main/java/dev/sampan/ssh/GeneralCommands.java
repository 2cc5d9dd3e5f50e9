package dev.sampan.ssh;

import dev.sampan.operation.AppOperations;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Commands that belong to no subject: `version`, `url`, `urls`. */
@Component
final class GeneralCommands implements CommandGroup {

    private final AppOperations apps;

    GeneralCommands(AppOperations apps) {
        this.apps = apps;
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
                new CommandEntry("url", "<app>", "Show the first address of an app", this::url),
                new CommandEntry("urls", "<app>", "Show all addresses of an app", this::urls),
                new CommandEntry("version", "", "Show the version", this::version));
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
        call.terminal().line("sampan version " + version);
    }

    private List<String> addresses(Invocation call) {
        return apps.details(call.caller(), call.onlyApp()).addresses();
    }
}
