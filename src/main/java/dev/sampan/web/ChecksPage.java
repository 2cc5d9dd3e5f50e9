package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.CheckProperty;
import dev.sampan.app.CheckSettings.Omission;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ProcessTypes;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CheckOperations;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Whether and how processes are asked whether they are healthy before they serve. */
@Controller
final class ChecksPage {

    private static final String TAB = "checks";

    private final CheckOperations checks;
    private final AppViews views;
    private final AppPages pages;
    private final Actions actions;

    ChecksPage(CheckOperations checks, AppViews views, AppPages pages, Actions actions) {
        this.checks = checks;
        this.views = views;
        this.pages = pages;
        this.actions = actions;
    }

    /** How new processes of a type begin to serve, and the command that has them do so. */
    enum Mode {
        ENABLE("asked first, beside the old ones"),
        SKIP("not asked, beside the old ones"),
        DISABLE("not asked, after the old ones were stopped");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public String command() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A process type, and how its new processes begin to serve. */
    record Row(String type, Mode mode) {}

    @GetMapping("/apps/{app}/checks")
    String show(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, TAB);
        CheckOperations.Checks known = checks.of(caller, Optional.of(app));
        model.addAttribute(
                "types",
                views.types(caller, app).stream()
                        .map(type -> new Row(type.name(), mode(known, type.name())))
                        .toList());
        model.addAttribute("modes", List.of(Mode.values()));
        model.addAttribute(
                "properties",
                known.values().entrySet().stream().map(ChecksPage::property).toList());
        return page;
    }

    private static Mode mode(CheckOperations.Checks known, String name) {
        ProcessType type = new ProcessType(name);
        if (known.disabled().contains(type)) {
            return Mode.DISABLE;
        }
        return known.skipped().contains(type) ? Mode.SKIP : Mode.ENABLE;
    }

    private static PropertyView property(Map.Entry<CheckProperty, CheckOperations.Value> entry) {
        CheckProperty property = entry.getKey();
        CheckOperations.Value value = entry.getValue();
        return new PropertyView(
                property.word(),
                meaning(property),
                value.own().map(String::valueOf).orElse(""),
                Long.toString(value.effective()));
    }

    private static String meaning(CheckProperty property) {
        return switch (property) {
            case WAIT_TO_RETIRE -> "Seconds that requests of replaced processes may go on";
            case WAIT -> "Seconds between attempts, for web processes without checks in app.json";
            case TIMEOUT -> "Seconds that one attempt may take until such a process listens";
            case ATTEMPTS -> "Attempts that such a process has";
            case DEFAULT_WAIT -> "Seconds that any other process without checks has to stay up";
        };
    }

    @PostMapping("/apps/{app}/checks/property")
    String set(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String name,
            @RequestParam(defaultValue = "") String value,
            RedirectAttributes next) {
        actions.set(
                next,
                "checks:set",
                app,
                name,
                value,
                wanted ->
                        checks.set(
                                caller,
                                Optional.of(app),
                                CheckProperty.find(name)
                                        .orElseThrow(
                                                () ->
                                                        RefusedException.invalid(
                                                                "There is no such property of checks")),
                                wanted));
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/checks/mode")
    String mode(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String type,
            @RequestParam Mode mode,
            RedirectAttributes next) {
        actions.run(
                next,
                "From the next start on, new processes of %s are %s".formatted(type, mode.text()),
                CommandText.of("checks:" + mode.command(), app.value(), type),
                _ -> {
                    ProcessTypes types = ProcessTypes.parse(type);
                    switch (mode) {
                        case ENABLE -> checks.enable(caller, app, types);
                        case SKIP -> checks.leaveOut(caller, app, Omission.SKIPPED, types);
                        case DISABLE -> checks.leaveOut(caller, app, Omission.DISABLED, types);
                    }
                });
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/checks/run")
    String run(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "All running processes are healthy",
                CommandText.of("checks:run", app.value()),
                output -> {
                    CheckOperations.Outcome outcome = checks.run(caller, app, ProcessTypes.ALL);
                    output.header("Asked " + String.join(", ", outcome.asked()));
                    outcome.warnings().forEach(output::header);
                });
        return AppPages.redirect(app, TAB);
    }
}
