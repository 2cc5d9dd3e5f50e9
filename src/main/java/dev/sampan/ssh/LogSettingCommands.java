package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Excerpt;
import dev.sampan.operation.AppOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `logs:report` and `logs:set`: what holds for all logs here, where dokku leaves the choice. */
@Component
final class LogSettingCommands {

    private static final String MAX_SIZE = "max-size";

    /** At which size conmon goes on with a new file. */
    private static final String LARGEST = "16m";

    private static final List<String> PROPERTIES =
            List.of(
                    "app-label-alias",
                    MAX_SIZE,
                    "vector-cron-sink",
                    "vector-image",
                    "vector-networks",
                    "vector-sink");

    /** dokku lets them be set for all apps only. */
    private static final Set<String> GLOBAL_ONLY = Set.of("vector-image", "vector-networks");

    private final AppOperations apps;

    LogSettingCommands(AppOperations apps) {
        this.apps = apps;
    }

    List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "logs:report",
                        "[<app>|--global] [<flag>]",
                        "Show how the logs of apps are kept",
                        this::report),
                new CommandEntry(
                        "logs:set",
                        "(<app>|--global) <property> [<value>]",
                        "Say what dokku's properties of logs amount to; what would have no effect is refused",
                        this::set));
    }

    private void set(Invocation call) {
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        app.ifPresent(name -> apps.details(call.caller(), name));
        String property = change.property();
        if (!PROPERTIES.contains(property)) {
            throw new UsageException(
                    "Invalid property '%s', valid properties: %s"
                            .formatted(Excerpt.of(property), String.join(", ", PROPERTIES)));
        }
        if (change.value().isEmpty()) {
            change.tell(call.terminal());
            return;
        }
        String value = change.value().get();
        String whose = app.map("'%s'"::formatted).orElse("all apps");
        switch (property) {
            case MAX_SIZE -> requireLargest(value, whose);
            case "vector-sink", "vector-cron-sink" ->
                    throw new UsageException(
                            "%s of %s cannot be set: logs are kept here and sent nowhere. Send what `logs --tail` shows"
                                    .formatted(property, whose));
            default -> {}
        }
        call.terminal()
                .step(
                        property.equals(MAX_SIZE)
                                ? "Nothing to do: a log file begins anew at " + LARGEST
                                : "Nothing to do: %s means nothing without docker and vector"
                                        .formatted(property));
    }

    private static void requireLargest(String value, String whose) {
        if (!value.equals(LARGEST)) {
            throw new UsageException(
                    "max-size of %s cannot be '%s': a log file begins anew at %s, and the disk limit of the app bounds all of them. Set that with `resource:limit --disk`"
                            .formatted(whose, Excerpt.of(value), LARGEST));
        }
    }

    private void report(Invocation call) {
        new Report("logs", "--logs-")
                .write(
                        Report.question(call.arguments()),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        LogSettingCommands::globalFacts);
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        var _ = apps.details(call.caller(), app);
        Map<String, String> facts = globalFacts();
        PROPERTIES.stream()
                .filter(property -> !GLOBAL_ONLY.contains(property))
                .forEach(property -> facts.put("--logs-" + property, ""));
        return facts;
    }

    private static Map<String, String> globalFacts() {
        Map<String, String> facts = new TreeMap<>();
        for (String property : PROPERTIES) {
            facts.put("--logs-global-" + property, "");
            facts.put("--logs-computed-" + property, property.equals(MAX_SIZE) ? LARGEST : "");
        }
        return facts;
    }
}
