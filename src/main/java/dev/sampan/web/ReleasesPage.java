package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ReleaseOperations;
import dev.sampan.operation.ReleaseOperations.AppReleases;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import java.time.Instant;
import java.util.OptionalInt;

/** What was deployed, and the way back. */
@Controller
final class ReleasesPage {

    private static final int SHOWN = 50;

    private final ReleaseOperations releases;
    private final AppPages pages;
    private final Actions actions;

    ReleasesPage(ReleaseOperations releases, AppPages pages, Actions actions) {
        this.releases = releases;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/releases")
    String list(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "releases");
        AppReleases all = releases.list(caller, app);
        Instant now = Instant.now();
        model.addAttribute(
                "releases",
                all.all().stream()
                        .limit(SHOWN)
                        .map(
                                release ->
                                        ReleaseView.of(
                                                release,
                                                all.isCurrent(release),
                                                all.percent(release),
                                                now))
                        .toList());
        model.addAttribute("more", Math.max(0, all.all().size() - SHOWN));
        return page;
    }

    @PostMapping("/apps/{app}/rollback")
    String rollback(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam int release,
            RedirectAttributes next) {
        actions.run(
                next,
                "Image and config of v%d are back, as a new release".formatted(release),
                CommandText.of("rollback", app.value(), "v" + release),
                output -> {
                    var _ = releases.rollback(caller, app, OptionalInt.of(release), output);
                });
        return AppPages.redirect(app, "releases");
    }
}
