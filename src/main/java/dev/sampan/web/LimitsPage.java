package dev.sampan.web;

import dev.sampan.app.Allotment;
import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.operation.Caller;
import dev.sampan.operation.EventOperations;
import dev.sampan.operation.ResourceOperations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What an app may use. */
@Controller
final class LimitsPage {

    private static final int EVENTS_SHOWN = 20;

    private final ResourceOperations resources;
    private final EventOperations events;
    private final AppViews views;
    private final DiskMeter disk;
    private final AppPages pages;
    private final Actions actions;

    LimitsPage(
            ResourceOperations resources,
            EventOperations events,
            AppViews views,
            DiskMeter disk,
            AppPages pages,
            Actions actions) {
        this.resources = resources;
        this.events = events;
        this.views = views;
        this.disk = disk;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/limits")
    String list(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "limits");
        List<String> types = views.types(caller, app).stream().map(ProcessTypeView::name).toList();
        List<ResourceLimits> columns = new ArrayList<>();
        ResourceScope scope = ResourceScope.of(app);
        columns.add(resources.effective(caller, scope));
        types.forEach(type -> columns.add(resources.effective(caller, scope.withType(type(type)))));
        LimitSettings settings = resources.settings(caller, scope.app(), Allotment.LIMIT);
        model.addAttribute("types", types);
        model.addAttribute(
                "limits",
                Arrays.stream(Resource.values())
                        .map(resource -> view(resource, columns, settings))
                        .toList());
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
        Map<Resource, String> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            String amount = form.getOrDefault(resource.flag(), "").strip();
            if (!amount.isEmpty()) {
                amounts.put(resource, amount);
            }
        }
        if (!amounts.isEmpty()) {
            actions.run(
                    next,
                    "Limits are set; what runs has them already",
                    command(app, type, amounts),
                    _ -> {
                        var _ =
                                resources.set(
                                        caller,
                                        ResourceScope.of(app, type(type)),
                                        Allotment.LIMIT,
                                        amounts);
                    });
            disk.forget(app);
        }
        return AppPages.redirect(app, "limits");
    }

    @PostMapping("/apps/{app}/limits/clear")
    String clear(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String type,
            RedirectAttributes next) {
        actions.run(
                next,
                "The default limits hold again",
                CommandText.of(
                        "resource:limit-clear",
                        type.isEmpty() ? "" : "--process-type",
                        type,
                        app.value()),
                _ -> resources.clear(caller, ResourceScope.of(app, type(type)), Allotment.LIMIT));
        disk.forget(app);
        return AppPages.redirect(app, "limits");
    }

    private static LimitView view(
            Resource resource, List<ResourceLimits> columns, LimitSettings settings) {
        List<String> amounts =
                resource.isOfWholeApp()
                        ? List.of(columns.getFirst().text(resource))
                        : columns.stream().map(column -> column.text(resource)).toList();
        return new LimitView(
                resource.flag(),
                LimitView.title(resource),
                LimitView.example(resource),
                amounts,
                settings.app().containsKey(resource));
    }

    private static String command(AppName app, String type, Map<Resource, String> amounts) {
        List<String> words = new ArrayList<>();
        words.add("resource:limit");
        if (!type.isEmpty()) {
            words.addAll(List.of("--process-type", type));
        }
        amounts.forEach(
                (resource, amount) -> words.addAll(List.of("--" + resource.flag(), amount)));
        words.add(app.value());
        return CommandText.of(words.toArray(String[]::new));
    }

    private static Optional<ProcessType> type(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(ProcessType.parse(name));
    }
}
