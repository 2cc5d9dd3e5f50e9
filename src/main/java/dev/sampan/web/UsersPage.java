package dev.sampan.web;

import dev.sampan.account.Role;
import dev.sampan.account.SshKey;
import dev.sampan.account.User;
import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.KeyOperations;
import dev.sampan.operation.UserOperations;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who may sign in. */
@Controller
final class UsersPage {

    private final UserOperations users;
    private final KeyOperations keys;
    private final Actions actions;

    UsersPage(UserOperations users, KeyOperations keys, Actions actions) {
        this.users = users;
        this.keys = keys;
        this.actions = actions;
    }

    /**
     * A user as one row.
     *
     * @param apps the apps that were given to the user
     * @param keys how many SSH keys sign in as the user
     */
    record Row(String name, String role, List<String> apps, long keys) {}

    @GetMapping("/users")
    String list(Caller caller, Model model) {
        Map<String, Long> counts =
                keys.list(caller).stream()
                        .collect(Collectors.groupingBy(SshKey::user, Collectors.counting()));
        model.addAttribute(
                "users",
                users.list(caller).stream()
                        .map(user -> row(caller, user, counts.getOrDefault(user.name(), 0L)))
                        .toList());
        model.addAttribute("roles", roles());
        return "users";
    }

    private Row row(Caller caller, User user, long keys) {
        return new Row(
                user.name(),
                user.role().word(),
                users.ofUser(caller, user.name()).keySet().stream().map(AppName::value).toList(),
                keys);
    }

    static List<String> roles() {
        return Arrays.stream(Role.values()).map(Role::word).toList();
    }

    @PostMapping("/users")
    String add(
            Caller caller,
            @RequestParam String name,
            @RequestParam String role,
            RedirectAttributes next) {
        String wanted = name.strip();
        boolean added =
                actions.run(
                        next,
                        "Added %s as %s. Give the user a password, a token or a key to sign in with"
                                .formatted(wanted, role),
                        CommandText.of("users:add", wanted, role),
                        _ -> {
                            var _ = users.add(caller, wanted, Role.parse(role));
                        });
        return added ? UserPage.redirect(wanted) : "redirect:/users";
    }
}
