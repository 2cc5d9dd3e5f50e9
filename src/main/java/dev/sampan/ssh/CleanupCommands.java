package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.deploy.CleanupReport;
import dev.sampan.operation.CleanupOperations;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The command `cleanup`. */
@Component
final class CleanupCommands implements CommandGroup {

    private static final String DRY_RUN = "--dry-run";

    private final CleanupOperations cleanup;

    CleanupCommands(CleanupOperations cleanup) {
        this.cleanup = cleanup;
    }

    @Override
    public String name() {
        return "cleanup";
    }

    @Override
    public String title() {
        return "Free what the disk holds and nothing needs";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "cleanup",
                        "[--dry-run] [<app>]",
                        "Remove images of old releases, replaced runtimes, and blobs and layers that nothing has",
                        this::cleanup));
    }

    private void cleanup(Invocation call) {
        Options options = call.options(Set.of(DRY_RUN), Set.of());
        call.expect(options.rest().size() <= 1);
        Optional<AppName> app =
                options.rest().isEmpty() ? Optional.empty() : Optional.of(call.app(options.rest()));
        boolean dry = options.has(DRY_RUN);
        CleanupReport report =
                dry ? cleanup.plan(call.caller(), app) : cleanup.run(call.caller(), app);
        write(call.terminal(), report, dry ? "Would remove" : "Removed");
    }

    private static void write(Terminal terminal, CleanupReport report, String verb) {
        each(terminal, report.releases(), verb + " the image of release %s");
        each(terminal, report.runtimes(), verb + " %s, which no app stands on");
        each(terminal, report.orphans(), verb + " %s, whose app is gone");
        each(terminal, report.skipped(), "Skipping app %s: a deploy of it is under way");
        terminal.step(
                "%s %d blob(s) and %d layer(s): %s (%d bytes)"
                        .formatted(
                                verb,
                                report.blobs(),
                                report.layers(),
                                report.freed().toText(),
                                report.freed().bytes()));
    }

    private static void each(Terminal terminal, List<String> things, String text) {
        things.forEach(thing -> terminal.detail(text.formatted(thing)));
    }
}
