package dev.sampan.web;

import dev.sampan.account.Role;
import dev.sampan.account.User;
import dev.sampan.account.Users;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.Caller;
import dev.sampan.operation.KeyOperations;
import dev.sampan.operation.UserOperations;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** One user: role, apps, and what the user signs in with. */
@Controller
final class UserPage {

    private final UserOperations users;
    private final KeyOperations keys;
    private final AppOperations apps;
    private final GrantForms grants;
    private final Actions actions;

    UserPage(
            UserOperations users,
            KeyOperations keys,
            AppOperations apps,
            GrantForms grants,
            Actions actions) {
        this.users = users;
        this.keys = keys;
        this.apps = apps;
        this.grants = grants;
        this.actions = actions;
    }

    @GetMapping("/users/{user}")
    String show(Caller caller, @PathVariable("user") String name, Model model) {
        User found =
                users.list(caller).stream()
                        .filter(user -> user.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> RefusedException.notFound("There is no such user"));
        model.addAttribute("name", found.name());
        model.addAttribute("role", found.role().word());
        model.addAttribute("fixed", found.name().equals(Users.ADMIN));
        model.addAttribute("all", found.role() != Role.MEMBER);
        model.addAttribute("roles", UsersPage.roles());
        model.addAttribute("grants", users.ofUser(caller, found.name()));
        model.addAttribute("apps", apps.list(caller).stream().map(AppName::value).toList());
        model.addAttribute(
                "keys", keys.list(caller).stream().filter(key -> key.user().equals(name)).toList());
        return "user";
    }

    /** Where the page of a user is. */
    static String redirect(String user) {
        return "redirect:"
                + UriComponentsBuilder.fromPath("/users/{user}").build(user).toASCIIString();
    }

    @PostMapping("/users/{user}/role")
    String role(
            Caller caller,
            @PathVariable String user,
            @RequestParam String role,
            RedirectAttributes next) {
        actions.run(
                next,
                "%s is %s now".formatted(user, role),
                CommandText.of("users:role", user, role),
                _ -> {
                    var _ = users.changeRole(caller, user, Role.parse(role));
                });
        return redirect(user);
    }

    @PostMapping("/users/{user}/password")
    String password(Caller caller, @PathVariable String user, RedirectAttributes next) {
        actions.reveal(
                next,
                "%s signs in to the dashboard with this password, which is shown this once"
                        .formatted(user),
                CommandText.of("users:password", user),
                _ -> users.password(caller, user, Optional.empty()));
        return redirect(user);
    }

    @PostMapping("/users/{user}/token")
    String token(Caller caller, @PathVariable String user, RedirectAttributes next) {
        actions.reveal(
                next,
                "%s pushes and asks the API with this token, which is shown this once; the one before is void"
                        .formatted(user),
                CommandText.of("users:token", user),
                _ -> users.token(caller, user).value());
        return redirect(user);
    }

    @PostMapping("/users/{user}/apps")
    String give(
            Caller caller,
            @PathVariable String user,
            @RequestParam AppName app,
            @RequestParam String role,
            RedirectAttributes next) {
        grants.give(caller, app, user, role, next);
        return redirect(user);
    }

    @PostMapping("/users/{user}/apps/remove")
    String take(
            Caller caller,
            @PathVariable String user,
            @RequestParam AppName app,
            RedirectAttributes next) {
        grants.take(caller, app, user, next);
        return redirect(user);
    }

    @PostMapping("/users/{user}/keys")
    String addKey(
            Caller caller,
            @PathVariable String user,
            @RequestParam String name,
            @RequestParam String key,
            RedirectAttributes next) {
        String wanted = name.strip();
        actions.run(
                next,
                "The key %s signs in as %s now".formatted(wanted, user),
                CommandText.of("ssh-keys:add", "--user", user, wanted) + " < key.pub",
                _ -> {
                    var _ = keys.add(caller, wanted, user, key);
                });
        return redirect(user);
    }

    @PostMapping("/users/{user}/keys/remove")
    String removeKey(
            Caller caller,
            @PathVariable String user,
            @RequestParam String key,
            RedirectAttributes next) {
        actions.run(
                next,
                "The key %s signs in no more".formatted(key),
                CommandText.of("ssh-keys:remove", key),
                _ -> {
                    var _ = keys.remove(caller, key);
                });
        return redirect(user);
    }

    @PostMapping("/users/{user}/remove")
    String remove(Caller caller, @PathVariable String user, RedirectAttributes next) {
        boolean removed =
                actions.run(
                        next,
                        "%s is gone, with keys, tokens and grants".formatted(user),
                        CommandText.of("users:remove", "--force", user),
                        _ -> {
                            var _ = users.remove(caller, user);
                        });
        return removed ? "redirect:/users" : redirect(user);
    }
}
