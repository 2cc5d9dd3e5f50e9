package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.build.BuildRecord;
import dev.sampan.operation.BuildOperations;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ReleaseOperations;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What became of the builds of an app, and what they said. */
@Controller
final class BuildsPage {

    private static final String TAB = "builds";
    private static final int SHOWN = 50;

    private final BuildOperations builds;
    private final ReleaseOperations releases;
    private final AppPages pages;
    private final Actions actions;

    BuildsPage(
            BuildOperations builds, ReleaseOperations releases, AppPages pages, Actions actions) {
        this.builds = builds;
        this.releases = releases;
        this.pages = pages;
        this.actions = actions;
    }

    /** The builds of an app, and the output of one of them. */
    @GetMapping("/apps/{app}/builds")
    String list(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String show,
            Model model) {
        String page = pages.open(model, caller, app, TAB);
        Instant now = Instant.now();
        model.addAttribute(
                "builds",
                builds.list(caller, app).stream()
                        .limit(SHOWN)
                        .map(build -> BuildView.of(build, now))
                        .toList());
        if (!show.isEmpty()) {
            BuildRecord shown = builds.require(caller, app, Optional.of(show));
            model.addAttribute("shown", BuildView.of(shown, now));
            model.addAttribute(
                    "output",
                    builds.output(caller, app, shown).stream()
                            .map(AnsiText::strip)
                            .collect(Collectors.joining("\n")));
        }
        return page;
    }

    @PostMapping("/apps/{app}/builds/again")
    String rebuild(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "What was pushed last is deployed again",
                CommandText.of("ps:rebuild", "--force", app.value()),
                output -> {
                    var _ = releases.rebuild(caller, app, true, output);
                });
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/builds/cancel")
    String cancel(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "What was being built is ended",
                CommandText.of("builds:cancel", app.value()),
                output ->
                        builds.cancel(caller, app)
                                .forEach(build -> output.header("Ended build " + build.id())));
        return AppPages.redirect(app, TAB);
    }
}
