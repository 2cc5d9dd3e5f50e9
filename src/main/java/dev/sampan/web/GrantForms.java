package dev.sampan.web;

import dev.sampan.account.Role;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.UserOperations;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Gives single apps to users, from the page of either. */
@Component
final class GrantForms {

    private final UserOperations users;
    private final Actions actions;

    GrantForms(UserOperations users, Actions actions) {
        this.users = users;
        this.actions = actions;
    }

    void give(Caller caller, AppName app, String user, String role, RedirectAttributes next) {
        String name = user.strip();
        actions.run(
                next,
                "%s is %s of %s now".formatted(name, role, app),
                CommandText.of("acl:add", app.value(), name, role),
                _ -> users.give(caller, app, name, Role.parse(role)));
    }

    void take(Caller caller, AppName app, String user, RedirectAttributes next) {
        actions.run(
                next,
                "%s may do no more with %s than the role allows".formatted(user, app),
                CommandText.of("acl:remove", app.value(), user),
                _ -> {
                    if (!users.take(caller, app, user)) {
                        throw RefusedException.conflict(
                                "App '%s' was not given to user '%s'".formatted(app, user));
                    }
                });
    }
}
