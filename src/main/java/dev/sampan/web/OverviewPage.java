package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.SplitOperations;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The first page of an app: its processes and what they use. */
@Controller
final class OverviewPage {

    private final AppViews views;
    private final AppPages pages;
    private final FirstPush firstPush;
    private final SplitOperations splits;
    private final FailedPushes failures;

    OverviewPage(
            AppViews views,
            AppPages pages,
            FirstPush firstPush,
            SplitOperations splits,
            FailedPushes failures) {
        this.failures = failures;
        this.views = views;
        this.pages = pages;
        this.firstPush = firstPush;
        this.splits = splits;
    }

    @GetMapping("/apps/{app}")
    String overview(
            Caller caller, @PathVariable AppName app, HttpServletRequest request, Model model) {
        String page = pages.open(model, caller, app, "overview");
        model.addAttribute("processes", views.processes(caller, app));
        model.addAttribute("types", views.types(caller, app));
        model.addAttribute("failure", failures.of(caller, app));
        model.addAttribute("split", splits.of(caller, app));
        model.addAttribute("disk", views.disk(caller, app));
        firstPush.fill(model, caller, request, app.value());
        return page;
    }
}
