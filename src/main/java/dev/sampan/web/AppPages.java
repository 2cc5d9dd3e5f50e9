package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What the pages of one app have in common: the app at the top, and one open tab. */
@Component
final class AppPages {

    private final AppViews views;

    AppPages(AppViews views) {
        this.views = views;
    }

    /** Fills the top of a page and names its template. */
    String open(Model model, Caller caller, AppName app, String tab) {
        model.addAttribute("app", views.header(caller, app));
        model.addAttribute("tab", tab);
        return "app/" + tab;
    }

    /** Where a tab of an app is. */
    static String redirect(AppName app, String tab) {
        return "redirect:/apps/" + app.value() + (tab.isEmpty() ? "" : "/" + tab);
    }
}
