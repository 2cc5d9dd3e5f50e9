package dev.sampan.operation;

import dev.sampan.account.ApiToken;
import dev.sampan.account.ApiTokens;
import dev.sampan.account.FirstCredentials;
import dev.sampan.account.Grants;
import dev.sampan.account.Permission;
import dev.sampan.account.Role;
import dev.sampan.account.User;
import dev.sampan.account.Users;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.springframework.stereotype.Service;

/** Who may sign in, and what with. What a user may do is the same through every door. */
@Service
public final class UserOperations {

    private static final String TOKEN = "token";

    private final Guard guard;
    private final Users users;
    private final ApiTokens tokens;
    private final Grants grants;
    private final Apps apps;

    UserOperations(Guard guard, Users users, ApiTokens tokens, Grants grants, Apps apps) {
        this.guard = guard;
        this.users = users;
        this.tokens = tokens;
        this.grants = grants;
        this.apps = apps;
    }

    public List<User> list(Caller caller) {
        return guard.view(caller, Guard.PLATFORM, Permission.ADMINISTER, "users:list", users::list);
    }

    public User add(Caller caller, String name, Role role) {
        return change(caller, "users:add", name, () -> users.add(name, role));
    }

    /** Gives a user another role, which holds at once. */
    public User changeRole(Caller caller, String name, Role role) {
        return change(caller, "users:role", name, () -> users.changeRole(name, role));
    }

    /** Removes a user; keys, tokens and grants go along. */
    public User remove(Caller caller, String name) {
        return change(caller, "users:remove", name, () -> users.remove(name));
    }

    /**
     * Gives a user a password for the dashboard.
     *
     * @param password empty for one that is made
     * @return the password
     */
    public String password(Caller caller, String name, Optional<String> password) {
        return change(
                caller,
                "users:password",
                name,
                () -> {
                    String chosen = password.orElseGet(FirstCredentials::randomPassword);
                    users.changePassword(name, chosen);
                    return chosen;
                });
    }

    /** Gives a user a token for REST, git over HTTP and the registry, instead of the one before. */
    public ApiToken token(Caller caller, String name) {
        return change(
                caller, "users:token", name, () -> tokens.issue(users.requireOther(name), TOKEN));
    }

    /** What users may do with an app, beyond what their role allows everywhere. */
    public SortedMap<String, Role> ofApp(Caller caller, AppName app) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "acl:list",
                () -> grants.ofApp(apps.require(app).name()));
    }

    /** The apps that were given to a user. */
    public SortedMap<AppName, Role> ofUser(Caller caller, String user) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "acl:allowed",
                () -> grants.ofUser(users.require(user).name()));
    }

    /** Lets a user do with an app what a role allows. */
    public void give(Caller caller, AppName app, String user, Role role) {
        User _ =
                change(
                        caller,
                        "acl:add",
                        app + " " + shortened(user),
                        () -> {
                            apps.require(app);
                            User known = users.require(user);
                            grants.give(known.name(), app, role);
                            return known;
                        });
    }

    /**
     * Takes it away.
     *
     * @return whether the user had it
     */
    public boolean take(Caller caller, AppName app, String user) {
        return change(
                caller,
                "acl:remove",
                app + " " + shortened(user),
                () -> {
                    apps.require(app);
                    return grants.take(users.require(user).name(), app);
                });
    }

    private <T> T change(
            Caller caller, String action, String subject, Work<T, RuntimeException> work) {
        return guard.change(
                caller, Guard.PLATFORM, Permission.ADMINISTER, action, shortened(subject), work);
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) : text;
    }
}
