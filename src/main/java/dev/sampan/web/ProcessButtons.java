package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.ProcessType;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ProcessOperations;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The buttons that scale, start, stop and restart an app. */
@Controller
final class ProcessButtons {

    private final ProcessOperations processes;
    private final Actions actions;

    ProcessButtons(ProcessOperations processes, Actions actions) {
        this.processes = processes;
        this.actions = actions;
    }

    @PostMapping("/apps/{app}/scale")
    String scale(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String type,
            @RequestParam int quantity,
            RedirectAttributes next) {
        actions.run(
                next,
                "Scaled %s to %d".formatted(type, quantity),
                CommandText.of("ps:scale", app.value(), type + "=" + quantity),
                output ->
                        processes.scale(
                                caller,
                                app,
                                Map.of(ProcessType.parse(type), quantity),
                                true,
                                output));
        return AppPages.redirect(app, "");
    }

    @PostMapping("/apps/{app}/restart")
    String restart(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String type,
            RedirectAttributes next) {
        actions.run(
                next,
                type.isEmpty() ? "Restarted" : "Restarted " + type,
                CommandText.of("ps:restart", app.value(), type),
                output ->
                        processes.restart(
                                caller,
                                app,
                                type.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(ProcessType.parse(type)),
                                output));
        return AppPages.redirect(app, "");
    }

    @PostMapping("/apps/{app}/stop")
    String stop(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "Stopped. Its addresses answer 503 until it is started",
                CommandText.of("ps:stop", app.value()),
                _ -> processes.stop(caller, app));
        return AppPages.redirect(app, "");
    }

    @PostMapping("/apps/{app}/start")
    String start(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "Started",
                CommandText.of("ps:start", app.value()),
                output -> processes.start(caller, app, output));
        return AppPages.redirect(app, "");
    }
}
