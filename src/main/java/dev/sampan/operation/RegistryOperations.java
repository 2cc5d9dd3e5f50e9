package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import dev.sampan.image.ImageReference;
import dev.sampan.image.InvalidImageException;
import dev.sampan.image.Registries;
import dev.sampan.image.RegistryLogin;
import dev.sampan.image.RegistryLogins;
import java.util.Optional;
import java.util.SortedMap;
import org.springframework.stereotype.Service;

/** The logins at registries, of one app or of all. */
@Service
public final class RegistryOperations {

    private final Guard guard;
    private final Apps apps;
    private final Registries registries;
    private final RegistryLogins logins;

    RegistryOperations(Guard guard, Apps apps, Registries registries, RegistryLogins logins) {
        this.guard = guard;
        this.apps = apps;
        this.registries = registries;
        this.logins = logins;
    }

    /** Keeps a login after the registry has accepted it; empty means for all apps. */
    public void login(
            Caller caller, Optional<AppName> app, String server, String username, String password)
            throws InterruptedException {
        String registry = registry(server);
        RegistryLogin login = new RegistryLogin(username, password);
        if (username.isEmpty() || username.contains(":")) {
            throw RefusedException.invalid("A user name is not empty and has no colon");
        }
        Work<String, InterruptedException> work =
                () -> {
                    app.ifPresent(apps::require);
                    registries.check(registry, login);
                    logins.put(app.map(AppName::value), registry, login);
                    return registry;
                };
        guard.change(caller, app, permission(app), "registry:login", subject(app, registry), work);
    }

    /**
     * Forgets a login.
     *
     * @return whether there was one
     */
    public boolean logout(Caller caller, Optional<AppName> app, String server) {
        String registry = registry(server);
        return guard.change(
                caller,
                app,
                permission(app),
                "registry:logout",
                subject(app, registry),
                () -> {
                    app.ifPresent(apps::require);
                    return logins.remove(app.map(AppName::value), registry);
                });
    }

    /** The registries of one app, or of all, and the user name at each. */
    public SortedMap<String, String> users(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller,
                app,
                "registry:report",
                () -> {
                    app.ifPresent(apps::require);
                    return logins.users(app.map(AppName::value));
                });
    }

    private static Permission permission(Optional<AppName> app) {
        return app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER;
    }

    private static String subject(Optional<AppName> app, String registry) {
        return app.map(AppName::value).orElse("--global") + " " + registry;
    }

    /** As references name it: without scheme and path, which docker takes for its own registry. */
    private static String registry(String server) {
        String host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        try {
            return ImageReference.parse(host + "/x/x").registry();
        } catch (InvalidImageException e) {
            throw RefusedException.invalid("'%s' is no host of a registry".formatted(server));
        }
    }
}
