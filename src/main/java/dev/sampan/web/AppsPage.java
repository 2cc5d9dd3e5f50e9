package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of apps. */
@Controller
final class AppsPage {

    private final AppOperations apps;
    private final AppViews views;
    private final FirstPush firstPush;
    private final Actions actions;

    AppsPage(AppOperations apps, AppViews views, FirstPush firstPush, Actions actions) {
        this.apps = apps;
        this.views = views;
        this.firstPush = firstPush;
        this.actions = actions;
    }

    @GetMapping("/")
    String list(Caller caller, HttpServletRequest request, Model model) {
        model.addAttribute(
                "apps",
                apps.list(caller).stream().map(name -> views.summary(caller, name)).toList());
        firstPush.fill(model, caller, request, "hello");
        return "apps";
    }

    /** Where somebody looks for them who shortens an address by hand. */
    @GetMapping("/apps")
    String apps() {
        return "redirect:/";
    }

    @PostMapping("/apps")
    String create(Caller caller, @RequestParam String name, RedirectAttributes next) {
        boolean created =
                actions.run(
                        next,
                        "App '%s' was created. Push to it to deploy".formatted(name.strip()),
                        CommandText.of("apps:create", name.strip()),
                        _ -> apps.create(caller, AppName.parse(name.strip())));
        return created ? AppPages.redirect(AppName.parse(name.strip()), "") : "redirect:/";
    }
}
