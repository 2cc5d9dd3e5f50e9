package dev.sampan.web;

import dev.sampan.account.Permission;
import dev.sampan.account.User;
import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.UserOperations;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who may do what with an app. */
@Controller
final class AccessPage {

    private static final String TAB = "access";

    private final UserOperations users;
    private final GrantForms grants;
    private final AppPages pages;

    AccessPage(UserOperations users, GrantForms grants, AppPages pages) {
        this.users = users;
        this.grants = grants;
        this.pages = pages;
    }

    @GetMapping("/apps/{app}/access")
    String list(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, TAB);
        List<User> all = users.list(caller);
        model.addAttribute("grants", users.ofApp(caller, app));
        model.addAttribute(
                "others",
                all.stream().filter(user -> user.role().allows(Permission.VIEW)).toList());
        model.addAttribute("names", all.stream().map(User::name).toList());
        return page;
    }

    @PostMapping("/apps/{app}/access")
    String give(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String user,
            @RequestParam String role,
            RedirectAttributes next) {
        grants.give(caller, app, user, role, next);
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/access/remove")
    String take(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String user,
            RedirectAttributes next) {
        grants.take(caller, app, user, next);
        return AppPages.redirect(app, TAB);
    }
}
