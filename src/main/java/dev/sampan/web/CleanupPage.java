package dev.sampan.web;

import dev.sampan.account.Permission;
import dev.sampan.deploy.CleanupReport;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CleanupOperations;
import dev.sampan.operation.Rights;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What of the disk can be freed: looked at first, then removed. */
@Controller
final class CleanupPage {

    private final CleanupOperations cleanup;
    private final Rights rights;
    private final Actions actions;

    CleanupPage(CleanupOperations cleanup, Rights rights, Actions actions) {
        this.cleanup = cleanup;
        this.rights = rights;
        this.actions = actions;
    }

    /** To count what can go takes a while on a full disk, so it is done when it is asked for. */
    @GetMapping("/cleanup")
    String show(Caller caller, @RequestParam(defaultValue = "false") boolean look, Model model) {
        rights.require(caller, Permission.VIEW, "cleanup --dry-run");
        model.addAttribute("looked", look);
        if (look) {
            model.addAttribute("report", cleanup.plan(caller, Optional.empty()));
        }
        return "cleanup";
    }

    @PostMapping("/cleanup")
    String clean(Caller caller, RedirectAttributes next) {
        actions.run(
                next,
                "What nothing needs is gone",
                CommandText.of("cleanup"),
                output -> {
                    CleanupReport report = cleanup.run(caller, Optional.empty());
                    report.releases().forEach(release -> output.header("Release " + release));
                    report.runtimes().forEach(output::header);
                    report.orphans().forEach(output::header);
                    report.skipped()
                            .forEach(app -> output.header("Left out: deploy of %s".formatted(app)));
                    output.header(
                            "%d blob(s) and %d layer(s): %s"
                                    .formatted(
                                            report.blobs(),
                                            report.layers(),
                                            report.freed().toText()));
                });
        return "redirect:/cleanup";
    }
}
