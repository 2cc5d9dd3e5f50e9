package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CronOperations;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import java.time.Instant;
import java.util.Optional;

/** What an app wants to be run at times. */
@Controller
final class CronPage {

    private final CronOperations cron;
    private final AppPages pages;
    private final Actions actions;

    CronPage(CronOperations cron, AppPages pages, Actions actions) {
        this.cron = cron;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/cron")
    String list(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "cron");
        Instant now = Instant.now();
        model.addAttribute(
                "tasks",
                cron.list(caller, app).stream().map(task -> TaskView.of(task, now)).toList());
        return page;
    }

    @PostMapping("/apps/{app}/cron/run")
    String run(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String task,
            RedirectAttributes next) {
        actions.run(
                next,
                "It runs; what it says is in the log",
                CommandText.of("cron:run", "--detach", app.value(), task),
                _ -> {
                    var _ = cron.start(caller, app, task, Optional.empty());
                });
        return AppPages.redirect(app, "cron");
    }

    @PostMapping("/apps/{app}/cron/suspend")
    String suspend(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String task,
            @RequestParam boolean suspended,
            RedirectAttributes next) {
        actions.run(
                next,
                suspended ? "It is not run until it is resumed" : "It is run at its times again",
                CommandText.of(suspended ? "cron:suspend" : "cron:resume", app.value(), task),
                _ -> cron.maintain(caller, app, task, Optional.of(suspended)));
        return AppPages.redirect(app, "cron");
    }
}
