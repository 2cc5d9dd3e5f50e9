package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Autocreation;
import dev.sampan.app.Releases;
import dev.sampan.build.Builds;
import dev.sampan.deploy.Addresses;
import dev.sampan.deploy.ProcessControl;
import dev.sampan.distribution.RepositorySweeper;
import dev.sampan.host.SampanHome;
import dev.sampan.scheduler.Scheduler;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Apps: made, shown, locked and destroyed. */
@Service
public final class AppOperations {

    private final Guard guard;
    private final Apps apps;
    private final Releases releases;
    private final ProcessControl processes;
    private final Builds builds;
    private final Scheduler scheduler;
    private final Addresses addresses;
    private final Autocreation autocreation;
    private final RepositorySweeper pushed;
    private final SampanHome home;

    AppOperations(
            Guard guard,
            Apps apps,
            Releases releases,
            ProcessControl processes,
            Builds builds,
            Scheduler scheduler,
            Addresses addresses,
            Autocreation autocreation,
            RepositorySweeper pushed,
            SampanHome home) {
        this.guard = guard;
        this.apps = apps;
        this.releases = releases;
        this.processes = processes;
        this.builds = builds;
        this.scheduler = scheduler;
        this.addresses = addresses;
        this.autocreation = autocreation;
        this.pushed = pushed;
        this.home = home;
    }

    /** The names of all apps, sorted. */
    public List<AppName> list(Caller caller) {
        return guard.visible(caller, apps.list().stream().map(App::name).toList());
    }

    public AppDetails details(Caller caller, AppName name) {
        return guard.view(
                caller,
                name,
                "apps:report",
                () ->
                        new AppDetails(
                                apps.require(name),
                                releases.current(name),
                                addresses.of(name),
                                home.resolve("apps", name.value()),
                                autocreation.isOn()));
    }

    /** Whether a push to an app that does not exist makes it. */
    public boolean autocreates(Caller caller) {
        return guard.view(caller, Guard.PLATFORM, "apps:report", autocreation::isOn);
    }

    /** Says whether such a push is refused; empty for what the configuration has. */
    public void disableAutocreation(Caller caller, Optional<String> disabled) {
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "apps:set",
                "all apps",
                () -> {
                    autocreation.disable(disabled);
                    return disabled;
                });
    }

    public App create(Caller caller, AppName name) {
        return guard.change(
                caller,
                name,
                Permission.DEPLOY,
                "apps:create",
                name,
                () -> {
                    App app = apps.create(name);
                    scheduler.refreshNetwork();
                    scheduler.refreshRoutes();
                    return app;
                });
    }

    /** Removes an app and everything of it: processes, routes, storage, source, releases and settings. */
    public void destroy(Caller caller, AppName name) {
        guard.change(
                caller,
                name,
                Permission.ADMINISTER,
                "apps:destroy",
                name,
                () -> {
                    apps.require(name);
                    processes.destroy(name);
                    builds.forget(name);
                    pushed.forget(name);
                    return name;
                });
    }

    /** Refuses deploys of an app from now on. */
    public void lock(Caller caller, AppName name) {
        change(caller, "apps:lock", name, () -> apps.lock(name));
    }

    public void unlock(Caller caller, AppName name) {
        change(caller, "apps:unlock", name, () -> apps.unlock(name));
    }

    /** Sets the branch whose push deploys; null or an empty text lets the next push set it. */
    public void deployFrom(Caller caller, AppName name, @Nullable String branch) {
        change(caller, "git:set", name, () -> apps.deployFrom(name, branch));
    }

    private void change(Caller caller, String action, AppName app, Runnable work) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                action,
                app,
                () -> {
                    work.run();
                    return app;
                });
    }
}
