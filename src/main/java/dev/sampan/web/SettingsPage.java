package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.AppDetails;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.Caller;
import java.time.Instant;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is seldom changed: the deploy branch, the deploy lock, and the end of an app. */
@Controller
final class SettingsPage {

    private final AppOperations apps;
    private final AppPages pages;
    private final Actions actions;

    SettingsPage(AppOperations apps, AppPages pages, Actions actions) {
        this.apps = apps;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/settings")
    String settings(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "settings");
        AppDetails details = apps.details(caller, app);
        model.addAttribute("branch", details.app().deployBranch().orElse(""));
        model.addAttribute("created", Moment.of(details.app().createdAt(), Instant.now()));
        model.addAttribute("folder", details.folder().toString());
        return page;
    }

    @PostMapping("/apps/{app}/branch")
    String branch(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String branch,
            RedirectAttributes next) {
        String name = branch.strip();
        actions.run(
                next,
                name.isEmpty()
                        ? "The next push sets the deploy branch"
                        : "Pushes to %s deploy".formatted(name),
                CommandText.of("git:set", app.value(), "deploy-branch", name),
                _ -> apps.deployFrom(caller, app, name.isEmpty() ? null : name));
        return AppPages.redirect(app, "settings");
    }

    @PostMapping("/apps/{app}/lock")
    String lock(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam boolean locked,
            RedirectAttributes next) {
        actions.run(
                next,
                locked ? "Deploys are refused from now on" : "Deploys are allowed again",
                CommandText.of(locked ? "apps:lock" : "apps:unlock", app.value()),
                _ -> {
                    if (locked) {
                        apps.lock(caller, app);
                    } else {
                        apps.unlock(caller, app);
                    }
                });
        return AppPages.redirect(app, "settings");
    }

    @PostMapping("/apps/{app}/destroy")
    String destroy(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String confirm,
            RedirectAttributes next) {
        boolean destroyed =
                actions.run(
                        next,
                        "App '%s' and everything of it is gone".formatted(app),
                        CommandText.of("apps:destroy", "--force", app.value()),
                        _ -> {
                            if (!confirm.strip().equals(app.value())) {
                                throw RefusedException.invalid(
                                        "App '%s' was not destroyed: type its name to confirm"
                                                .formatted(app));
                            }
                            apps.destroy(caller, app);
                        });
        return destroyed ? "redirect:/" : AppPages.redirect(app, "settings");
    }
}
