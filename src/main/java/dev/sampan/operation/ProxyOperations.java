package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.DomainName;
import dev.sampan.app.HostRedirect;
import dev.sampan.app.ProxyConfig;
import dev.sampan.app.ProxyProperty;
import dev.sampan.app.ProxySettings;
import dev.sampan.app.RefusedException;
import dev.sampan.router.PasswordHash;
import dev.sampan.router.RouterStats;
import dev.sampan.scheduler.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** What the router does for apps besides passing requests on. Every change holds at once. */
@Service
public final class ProxyOperations {

    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 200;

    private final Guard guard;
    private final Apps apps;
    private final ProxySettings settings;
    private final Scheduler scheduler;

    ProxyOperations(Guard guard, Apps apps, ProxySettings settings, Scheduler scheduler) {
        this.guard = guard;
        this.apps = apps;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    /** How the router treats an app. */
    public ProxyConfig of(Caller caller, AppName app) {
        return guard.view(caller, app, "proxy:report", () -> settings.of(app));
    }

    /** What the router has counted for each app since it started, read once; empty when it is down. */
    public Function<AppName, Optional<Traffic>> traffic(Caller caller) {
        Optional<RouterStats> stats =
                guard.view(caller, Guard.PLATFORM, "proxy:report", scheduler::routerStats);
        return app ->
                stats.filter(_ -> guard.mayView(caller, app))
                        .map(all -> Traffic.of(all.route(app.value())));
    }

    /** What is set for all apps. */
    public ProxyConfig global(Caller caller) {
        return guard.view(caller, Guard.PLATFORM, "proxy:report", settings::global);
    }

    /** Sets a property for an app, or for all that have none of their own; empty forgets what was set there. */
    public void set(
            Caller caller, Optional<AppName> app, ProxyProperty property, Optional<String> value) {
        guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                "proxy:set",
                app.map(AppName::value).orElse("--global") + " " + property.word(),
                () -> {
                    app.ifPresent(apps::require);
                    settings.set(app, property, value);
                    return refreshed();
                });
    }

    /** Routes nothing to an app, or routes to it again. */
    public void enable(Caller caller, AppName app, boolean enabled) {
        change(
                caller,
                enabled ? "proxy:enable" : "proxy:disable",
                app,
                () -> settings.disable(app, !enabled));
    }

    /** Lets the router answer for an app that is being worked on, or no more. */
    public void maintain(Caller caller, AppName app, boolean maintenance) {
        change(
                caller,
                maintenance ? "maintenance:enable" : "maintenance:disable",
                app,
                () -> settings.maintain(app, maintenance));
    }

    /** Sets the page that is shown during maintenance; empty goes back to the router's own. */
    public void setMaintenancePage(Caller caller, AppName app, Optional<String> html) {
        change(
                caller,
                "maintenance:custom-page",
                app,
                () -> settings.setMaintenancePage(app, html));
    }

    /**
     * Holds the requests of an app until it is resumed, each for so long at most.
     *
     * @throws RefusedException when the time is not between 1 s and 10 min
     */
    public void pause(Caller caller, AppName app, Duration hold) {
        if (hold.compareTo(Duration.ofSeconds(1)) < 0
                || hold.compareTo(Duration.ofMinutes(10)) > 0) {
            throw RefusedException.invalid("Requests can be held for 1s to 10m");
        }
        change(caller, "proxy:pause", app, () -> settings.pause(app, Optional.of(hold)));
    }

    /** Lets the requests of an app pass again, those that were held first. */
    public void resume(Caller caller, AppName app) {
        change(caller, "proxy:resume", app, () -> settings.pause(app, Optional.empty()));
    }

    /** Sends requests for a host name to another. */
    public void redirect(Caller caller, AppName app, HostRedirect redirect) {
        change(caller, "redirect:set", app, () -> settings.redirect(app, redirect));
    }

    /** Sends them there no more. */
    public void removeRedirect(Caller caller, AppName app, DomainName from) {
        change(
                caller,
                "redirect:unset",
                app,
                () -> {
                    if (!settings.removeRedirect(app, from)) {
                        throw RefusedException.notFound(
                                "App '%s' does not redirect '%s'".formatted(app, from));
                    }
                });
    }

    /** Lets only those in who show a user's password, this one among them. */
    public void addUser(Caller caller, AppName app, String name, String password) {
        ProxySettings.requireUser(name);
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw RefusedException.invalid(
                    "The password of user '%s' has to have %d to %d characters"
                            .formatted(name, SHORTEST_PASSWORD, LONGEST_PASSWORD));
        }
        change(
                caller,
                "http-auth:add-user",
                app,
                () -> settings.addUser(app, name, PasswordHash.of(password).text()));
    }

    /** Lets a user in no more; when it was the last one, everybody is let in. */
    public void removeUser(Caller caller, AppName app, String name) {
        change(
                caller,
                "http-auth:remove-user",
                app,
                () -> {
                    if (!settings.removeUser(app, name)) {
                        throw RefusedException.notFound(
                                "App '%s' has no user '%s'".formatted(app, name));
                    }
                });
    }

    /** Lets everybody in again. */
    public void removeUsers(Caller caller, AppName app) {
        change(
                caller,
                "http-auth:disable",
                app,
                () -> {
                    for (String name : settings.of(app).users().keySet()) {
                        var _ = settings.removeUser(app, name);
                    }
                });
    }

    /** Sets the page for an answer that the router gives in the app's place; empty goes back to its own. */
    public void setPage(Caller caller, AppName app, int status, Optional<String> html) {
        change(caller, "error-pages:set", app, () -> settings.setPage(app, status, html));
    }

    /** Lets another app answer below a path. */
    public void addPath(Caller caller, AppName app, String prefix, AppName other) {
        change(
                caller,
                "routes:add",
                app,
                () -> {
                    guard.check(
                            caller,
                            Optional.of(other),
                            Permission.DEPLOY,
                            "routes:add",
                            app + " " + other);
                    settings.addPath(app, prefix, other);
                });
    }

    /** Lets the app itself answer there again. */
    public void removePath(Caller caller, AppName app, String prefix) {
        change(
                caller,
                "routes:remove",
                app,
                () -> {
                    if (!settings.removePath(app, prefix)) {
                        throw RefusedException.notFound(
                                "App '%s' has no route below '%s'".formatted(app, prefix));
                    }
                });
    }

    private void change(Caller caller, String action, AppName app, Runnable work) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                action,
                app,
                () -> {
                    apps.require(app);
                    work.run();
                    return refreshed();
                });
    }

    private Boolean refreshed() {
        scheduler.refreshRoutes();
        return true;
    }
}
