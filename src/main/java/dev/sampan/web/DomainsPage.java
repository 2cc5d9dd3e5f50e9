package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.DomainOperations;
import dev.sampan.operation.DomainOperations.AppDomains;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The host names of an app. */
@Controller
final class DomainsPage {

    private final DomainOperations domains;
    private final AppPages pages;
    private final Actions actions;

    DomainsPage(DomainOperations domains, AppPages pages, Actions actions) {
        this.domains = domains;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/domains")
    String list(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "domains");
        AppDomains all = domains.of(caller, app);
        model.addAttribute("enabled", all.enabled());
        model.addAttribute("domains", all.names().stream().map(DomainName::value).toList());
        return page;
    }

    @PostMapping("/apps/{app}/domains")
    String add(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String domain,
            RedirectAttributes next) {
        actions.run(
                next,
                "Requests for %s go to this app now".formatted(domain.strip()),
                CommandText.of("domains:add", app.value(), domain.strip()),
                _ -> {
                    if (domains.add(caller, app, List.of(DomainName.parse(domain))).isEmpty()) {
                        throw RefusedException.conflict(
                                "'%s' is a domain of this app already".formatted(domain.strip()));
                    }
                });
        return AppPages.redirect(app, "domains");
    }

    @PostMapping("/apps/{app}/domains/remove")
    String remove(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String domain,
            RedirectAttributes next) {
        actions.run(
                next,
                "Requests for %s do not go to this app any more".formatted(domain),
                CommandText.of("domains:remove", app.value(), domain),
                _ -> {
                    var _ = domains.remove(caller, app, List.of(DomainName.parse(domain)));
                });
        return AppPages.redirect(app, "domains");
    }

    @PostMapping("/apps/{app}/domains/enable")
    String enable(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam boolean enabled,
            RedirectAttributes next) {
        actions.run(
                next,
                enabled ? "Domains are routed to the app" : "No domain is routed to the app",
                CommandText.of(enabled ? "domains:enable" : "domains:disable", app.value()),
                _ -> domains.enable(caller, app, enabled));
        return AppPages.redirect(app, "domains");
    }
}
