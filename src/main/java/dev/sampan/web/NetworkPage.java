package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.PrivateRanges;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.Caller;
import dev.sampan.operation.NetworkOperations;
import dev.sampan.operation.NetworkOperations.AppNetwork;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What an app reaches beside the Internet. */
@Controller
final class NetworkPage {

    private final NetworkOperations network;
    private final AppOperations apps;
    private final AppPages pages;
    private final Actions actions;

    NetworkPage(NetworkOperations network, AppOperations apps, AppPages pages, Actions actions) {
        this.network = network;
        this.apps = apps;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/network")
    String show(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "network");
        AppNetwork reached = network.of(caller, app);
        model.addAttribute("links", names(reached.links()));
        model.addAttribute("linkedBy", names(reached.linkedBy()));
        model.addAttribute(
                "others",
                names(
                        apps.list(caller).stream()
                                .filter(other -> !reached.links().contains(other))
                                .toList()));
        model.addAttribute("ranges", reached.ownRanges().map(PrivateRanges::text).orElse(""));
        model.addAttribute("holds", reached.ranges().text());
        return page;
    }

    private static List<String> names(List<AppName> apps) {
        return apps.stream().map(AppName::value).toList();
    }

    @PostMapping("/apps/{app}/network/links")
    String link(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String other,
            RedirectAttributes next) {
        actions.run(
                next,
                "This app finds %s as %s.internal now".formatted(other.strip(), other.strip()),
                CommandText.of("network:link", app.value(), other.strip()),
                _ -> {
                    if (!network.link(caller, app, AppName.parse(other.strip()))) {
                        throw RefusedException.conflict(
                                "This app is linked to '%s' already".formatted(other.strip()));
                    }
                });
        return AppPages.redirect(app, "network");
    }

    @PostMapping("/apps/{app}/network/unlink")
    String unlink(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String other,
            RedirectAttributes next) {
        actions.run(
                next,
                "This app does not reach %s any more".formatted(other),
                CommandText.of("network:unlink", app.value(), other),
                _ -> {
                    var _ = network.unlink(caller, app, AppName.parse(other));
                });
        return AppPages.redirect(app, "network");
    }

    @PostMapping("/apps/{app}/network/private-ranges")
    String ranges(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String ranges,
            RedirectAttributes next) {
        String wanted = ranges.strip();
        actions.run(
                next,
                wanted.isEmpty()
                        ? "What holds for all apps holds for this one again"
                        : "Private networks: %s".formatted(wanted),
                CommandText.of("network:set", app.value(), "private-ranges", wanted),
                _ ->
                        network.setRanges(
                                caller,
                                Optional.of(app),
                                Optional.of(wanted)
                                        .filter(text -> !text.isEmpty())
                                        .map(PrivateRanges::parse)));
        return AppPages.redirect(app, "network");
    }
}
