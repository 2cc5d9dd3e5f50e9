package dev.sampan.web;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.Rights;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What the pages of one app have in common: the app at the top, and one open tab. */
@Component
final class AppPages {

    private final AppViews views;
    private final Rights rights;

    AppPages(AppViews views, Rights rights) {
        this.views = views;
        this.rights = rights;
    }

    /** Fills what stands around a page, says what may be done on it, and names its template. */
    String open(Model model, Caller caller, AppName app, String tab) {
        model.addAttribute("app", views.header(caller, app));
        Permission most = rights.of(caller, Optional.of(app));
        model.addAttribute("may", May.of(most));
        model.addAttribute("menu", AppTab.of(most));
        model.addAttribute("tab", tab);
        return "app/" + tab;
    }

    /** Where a tab of an app is. */
    static String redirect(AppName app, String tab) {
        return "redirect:/apps/" + app.value() + (tab.isEmpty() ? "" : "/" + tab);
    }
}
