package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.CleanupOperations;
import dev.sampan.operation.CleanupOperations.Kept;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands that set and show how many releases keep their image. */
@Component
final class RetentionCommands {

    private static final String PROPERTY = "retention";

    private final CleanupOperations cleanup;
    private final AppOperations apps;

    RetentionCommands(CleanupOperations cleanup, AppOperations apps) {
        this.cleanup = cleanup;
        this.apps = apps;
    }

    List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "releases:report",
                        "[<app>|--global] [<flag>]",
                        "Show how many releases keep their image",
                        this::report),
                new CommandEntry(
                        "releases:set",
                        "(<app>|--global) retention [<number>]",
                        "Set how many releases keep their image, to go back to",
                        this::set));
    }

    private void set(Invocation call) {
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        if (!change.property().equals(PROPERTY)) {
            throw new UsageException(
                    "Invalid property '%s', valid properties: %s"
                            .formatted(change.property(), PROPERTY));
        }
        OptionalInt kept = change.value().stream().mapToInt(RetentionCommands::number).findFirst();
        cleanup.keep(call.caller(), app, kept);
        call.terminal()
                .header(
                        kept.isPresent()
                                ? "Setting %s to %d".formatted(PROPERTY, kept.getAsInt())
                                : "Unsetting " + PROPERTY);
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new UsageException("'%s' is not a number of releases".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private void report(Invocation call) {
        new Report("releases", "--releases-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(cleanup.kept(call.caller(), app)),
                        () -> globalFacts(cleanup.keptByDefault(call.caller())));
    }

    private static Map<String, String> facts(Kept kept) {
        Map<String, String> facts = globalFacts(kept);
        facts.put("--releases-retention", text(kept.own()));
        return facts;
    }

    private static Map<String, String> globalFacts(Kept kept) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("--releases-global-retention", text(kept.global()));
        facts.put("--releases-computed-retention", Integer.toString(kept.effective()));
        return facts;
    }

    private static String text(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }
}
