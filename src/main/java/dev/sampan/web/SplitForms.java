package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Split;
import dev.sampan.operation.Caller;
import dev.sampan.operation.SplitOperations;
import dev.sampan.operation.SplitStatus;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import java.util.List;
import java.util.OptionalInt;

/** The buttons that let a second release serve, and that end it. */
@Controller
final class SplitForms {

    private final SplitOperations splits;
    private final Actions actions;

    SplitForms(SplitOperations splits, Actions actions) {
        this.splits = splits;
        this.actions = actions;
    }

    /** Lets a release have a part of the requests, and the base the rest. */
    @PostMapping("/apps/{app}/split")
    String split(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam int release,
            @RequestParam int percent,
            RedirectAttributes next) {
        SplitStatus status = splits.of(caller, app);
        int base = status.shares().isEmpty() ? 0 : status.shares().getFirst().release();
        String shares = "v%d=%d v%d=%d".formatted(base, 100 - percent, release, percent);
        actions.run(
                next,
                "v%d gets %d %% of the requests now".formatted(release, percent),
                CommandText.of("releases:split", app.value()) + " " + shares,
                output -> {
                    if (base == 0) {
                        throw RefusedException.conflict(
                                "App %s has not been deployed".formatted(app));
                    }
                    splits.split(
                            caller,
                            app,
                            List.of(
                                    new Split.Share(base, 100 - percent),
                                    new Split.Share(release, percent)),
                            OptionalInt.empty(),
                            output);
                });
        return AppPages.redirect(app, "");
    }

    /** Lets one release serve alone. */
    @PostMapping("/apps/{app}/split/end")
    String end(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam int release,
            RedirectAttributes next) {
        actions.run(
                next,
                "v%d serves alone now".formatted(release),
                CommandText.of("releases:split", app.value(), "v%d=100".formatted(release)),
                output -> splits.end(caller, app, OptionalInt.of(release), output));
        return AppPages.redirect(app, "");
    }
}
