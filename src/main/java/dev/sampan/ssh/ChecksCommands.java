package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.CheckProperty;
import dev.sampan.app.CheckSettings.Omission;
import dev.sampan.app.Excerpt;
import dev.sampan.app.ProcessTypes;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.CheckOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `checks:…`. */
@Component
final class ChecksCommands implements CommandGroup {

    private static final String TYPES = "<app> [process-type(s)]";

    private final CheckOperations checks;
    private final AppOperations apps;

    ChecksCommands(CheckOperations checks, AppOperations apps) {
        this.checks = checks;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "checks";
    }

    @Override
    public String title() {
        return "Say whether processes are asked before they serve";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "checks:disable",
                        TYPES,
                        "Stop old processes before new ones start, and do not ask these",
                        call -> leaveOut(call, Omission.DISABLED, "Disabling")),
                new CommandEntry(
                        "checks:enable",
                        TYPES,
                        "Start new processes beside the old ones, and ask them first",
                        this::enable),
                new CommandEntry(
                        "checks:report",
                        "[<app>|--global] [<flag>]",
                        "Show what is set about it",
                        this::report),
                new CommandEntry("checks:run", TYPES, "Ask the running processes now", this::run),
                new CommandEntry(
                        "checks:set",
                        "(<app>|--global) <property> [<number>]",
                        "Set wait-to-retire, and wait, timeout, attempts and default-wait of processes that app.json says nothing about",
                        this::set),
                new CommandEntry(
                        "checks:skip",
                        TYPES,
                        "Let new processes serve as soon as they are started",
                        call -> leaveOut(call, Omission.SKIPPED, "Skipping")));
    }

    private void leaveOut(Invocation call, Omission omission, String word) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        ProcessTypes types = types(rest);
        checks.leaveOut(call.caller(), app, omission, types);
        tell(call, word, app, types);
    }

    private void enable(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        ProcessTypes types = types(rest);
        checks.enable(call.caller(), app, types);
        tell(call, "Enabling", app, types);
    }

    private static void tell(Invocation call, String word, AppName app, ProcessTypes types) {
        call.terminal()
                .step("%s zero downtime for app's (%s) proctypes (%s)".formatted(word, app, types));
    }

    private static ProcessTypes types(List<String> rest) {
        return ProcessTypes.parse(String.join(",", rest.subList(1, rest.size())));
    }

    private void run(Invocation call) throws InterruptedException {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.terminal().step("Running checks for " + app);
        CheckOperations.Outcome outcome = checks.run(call.caller(), app, types(rest));
        outcome.warnings().forEach(call.terminal()::fail);
        call.terminal()
                .detail("All checks successful (%s)".formatted(String.join(", ", outcome.asked())));
    }

    private void set(Invocation call) {
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        CheckProperty property =
                CheckProperty.find(change.property())
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "Invalid property '%s', valid properties: %s. What is asked stands in app.json"
                                                        .formatted(
                                                                Excerpt.of(change.property()),
                                                                CheckProperty.words())));
        Optional<String> value = change.value();
        checks.set(call.caller(), app, property, value);
        change.tell(call.terminal());
    }

    private void report(Invocation call) {
        new Report("checks", "--checks-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, Optional.of(app)),
                        () -> facts(call, Optional.empty()));
    }

    private Map<String, String> facts(Invocation call, Optional<AppName> app) {
        CheckOperations.Checks known = checks.of(call.caller(), app);
        Map<String, String> facts = new TreeMap<>();
        known.values()
                .forEach(
                        (property, value) -> {
                            String word = property.word();
                            facts.put(
                                    "--checks-computed-" + word, Long.toString(value.effective()));
                            facts.put("--checks-global-" + word, text(value.global()));
                            if (app.isPresent()) {
                                facts.put("--checks-" + word, text(value.own()));
                            }
                        });
        if (app.isPresent()) {
            facts.put("--checks-disabled-list", known.disabled().toString());
            facts.put("--checks-skipped-list", known.skipped().toString());
        }
        return facts;
    }

    private static String text(Optional<Integer> number) {
        return number.map(String::valueOf).orElse("");
    }
}
