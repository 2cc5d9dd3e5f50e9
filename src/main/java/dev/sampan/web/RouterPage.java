package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.HostRedirect;
import dev.sampan.app.PortMapping;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ProxyOperations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How the router treats the requests of an app. */
@Controller
final class RouterPage {

    private static final String TAB = "router";
    private static final Duration HOLD = Duration.ofSeconds(30);

    private final ProxyOperations proxy;
    private final AppPages pages;
    private final Actions actions;

    RouterPage(ProxyOperations proxy, AppPages pages, Actions actions) {
        this.proxy = proxy;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/router")
    String show(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, TAB);
        ProxyConfig config = proxy.of(caller, app);
        model.addAttribute("traffic", proxy.traffic(caller).apply(app).orElse(null));
        model.addAttribute("maintenance", config.isInMaintenance());
        model.addAttribute("paused", config.paused().isPresent());
        model.addAttribute("disabled", config.isDisabled());
        model.addAttribute("properties", properties(config));
        model.addAttribute("redirects", config.redirects());
        model.addAttribute("users", List.copyOf(config.users().keySet()));
        model.addAttribute("paths", config.paths());
        model.addAttribute("ports", config.ports().stream().map(PortMapping::toString).toList());
        return page;
    }

    private static List<PropertyView> properties(ProxyConfig config) {
        return Arrays.stream(ProxyProperty.values())
                .map(
                        property ->
                                new PropertyView(
                                        property.word(),
                                        property.meaning(),
                                        config.own(property).orElse(""),
                                        config.value(property)))
                .toList();
    }

    @PostMapping("/apps/{app}/router/property")
    String set(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String name,
            @RequestParam(defaultValue = "") String value,
            RedirectAttributes next) {
        actions.set(
                next,
                "proxy:set",
                app,
                name,
                value,
                wanted -> proxy.set(caller, Optional.of(app), ProxyProperty.parse(name), wanted));
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/router/maintenance")
    String maintain(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam boolean on,
            RedirectAttributes next) {
        actions.run(
                next,
                on ? "Every request gets 503 now" : "Requests pass again",
                CommandText.of(on ? "maintenance:enable" : "maintenance:disable", app.value()),
                _ -> proxy.maintain(caller, app, on));
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/router/pause")
    String pause(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam boolean on,
            RedirectAttributes next) {
        actions.run(
                next,
                on ? "Requests wait until the app is resumed" : "Requests pass again",
                CommandText.of(on ? "proxy:pause" : "proxy:resume", app.value()),
                _ -> {
                    if (on) {
                        proxy.pause(caller, app, HOLD);
                    } else {
                        proxy.resume(caller, app);
                    }
                });
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/router/redirects")
    String redirect(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String from,
            @RequestParam String to,
            RedirectAttributes next) {
        actions.run(
                next,
                "Requests for %s are sent to %s now".formatted(from.strip(), to.strip()),
                CommandText.of("redirect:set", app.value(), from.strip(), to.strip()),
                _ ->
                        proxy.redirect(
                                caller,
                                app,
                                new HostRedirect(
                                        DomainName.parse(from), DomainName.parse(to), 301)));
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/router/redirects/remove")
    String removeRedirect(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String from,
            RedirectAttributes next) {
        actions.run(
                next,
                "Requests for %s are not sent elsewhere any more".formatted(from),
                CommandText.of("redirect:unset", app.value(), from),
                _ -> proxy.removeRedirect(caller, app, DomainName.parse(from)));
        return AppPages.redirect(app, TAB);
    }
}
