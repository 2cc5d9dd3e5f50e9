package dev.sampan.web;

import dev.sampan.app.Allotment;
import dev.sampan.app.AppName;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.operation.Caller;
import dev.sampan.operation.EventOperations;
import dev.sampan.operation.ResourceOperations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What an app may use, what is reserved for it, and what its limits did to it. */
@Controller
final class LimitsPage {

    private static final int EVENTS_SHOWN = 20;

    private final LimitForms forms;
    private final ResourceOperations resources;
    private final EventOperations events;
    private final AppViews views;
    private final DiskMeter disk;
    private final AppPages pages;

    LimitsPage(
            LimitForms forms,
            ResourceOperations resources,
            EventOperations events,
            AppViews views,
            DiskMeter disk,
            AppPages pages) {
        this.forms = forms;
        this.resources = resources;
        this.events = events;
        this.views = views;
        this.disk = disk;
        this.pages = pages;
    }

    @GetMapping("/apps/{app}/limits")
    String list(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "limits");
        List<String> types = views.types(caller, app).stream().map(ProcessTypeView::name).toList();
        model.addAttribute("types", types);
        model.addAttribute("flags", LimitForms.flags());
        model.addAttribute("limits", forms.rows(caller, ResourceScope.of(app), types));
        ResourceLimits holds = resources.effective(caller, ResourceScope.of(app));
        model.addAttribute(
                "reservedCpu", holds.reservedCpu().map(Object::toString).orElse("nothing"));
        model.addAttribute(
                "reservedMemory", holds.reservedMemory().map(Object::toString).orElse("nothing"));
        model.addAttribute("disk", views.disk(caller, app));
        Instant now = Instant.now();
        model.addAttribute(
                "events",
                events.last(caller, app, EVENTS_SHOWN).stream()
                        .map(event -> EventView.of(event, now))
                        .toList());
        return page;
    }

    @PostMapping("/apps/{app}/limits")
    String limit(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String type,
            @RequestParam Map<String, String> form,
            RedirectAttributes next) {
        forms.set(caller, scope(app, type), Allotment.LIMIT, form, next);
        return done(app);
    }

    @PostMapping("/apps/{app}/limits/clear")
    String clear(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String type,
            RedirectAttributes next) {
        forms.clear(caller, scope(app, type), Allotment.LIMIT, next);
        return done(app);
    }

    @PostMapping("/apps/{app}/reservations")
    String reserve(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String type,
            @RequestParam Map<String, String> form,
            RedirectAttributes next) {
        forms.set(caller, scope(app, type), Allotment.RESERVE, form, next);
        return done(app);
    }

    @PostMapping("/apps/{app}/reservations/clear")
    String clearReservations(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String type,
            RedirectAttributes next) {
        forms.clear(caller, scope(app, type), Allotment.RESERVE, next);
        return done(app);
    }

    private String done(AppName app) {
        disk.forget(app);
        return AppPages.redirect(app, "limits");
    }

    private static ResourceScope scope(AppName app, String type) {
        return ResourceScope.of(app, LimitForms.type(type));
    }
}
