package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.EnvVars;
import dev.sampan.app.Environments;
import dev.sampan.app.Release;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.Deployer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** The config vars of an app, or with an empty name those of all apps. Values are secrets: only who deploys sees them. */
@Service
public final class ConfigOperations {

    private final Guard guard;
    private final Environments environments;
    private final Deployer deployer;

    ConfigOperations(Guard guard, Environments environments, Deployer deployer) {
        this.guard = guard;
        this.environments = environments;
        this.deployer = deployer;
    }

    /** The vars that were set here. */
    public EnvVars of(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller, app, Permission.DEPLOY, "config:show", () -> environments.of(app));
    }

    /** The vars that processes get: those of all apps, and over them those set here. */
    public EnvVars merged(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller,
                app,
                Permission.DEPLOY,
                "config:show",
                () -> app.map(environments::merged).orElseGet(() -> environments.of(app)));
    }

    public void set(Caller caller, Optional<AppName> app, Map<String, String> vars) {
        change(caller, "config:set", app, vars.keySet(), () -> environments.set(app, vars));
    }

    public void unset(Caller caller, Optional<AppName> app, Collection<String> keys) {
        change(caller, "config:unset", app, keys, () -> environments.unset(app, keys));
    }

    /** Sets these vars and removes all others. */
    public void replace(Caller caller, Optional<AppName> app, Map<String, String> vars) {
        change(caller, "config:replace", app, vars.keySet(), () -> environments.replace(app, vars));
    }

    /**
     * Gives a deployed app its config vars as they are set now, in a new release, without losing a request; does nothing
     * when the app has not been deployed.
     *
     * @param what what changed, for the list of releases
     */
    public void restart(Caller caller, AppName app, String what, DeployLog log)
            throws InterruptedException {
        Work<Optional<Release>, InterruptedException> work =
                () -> deployer.reconfigure(app, what, caller.name(), log);
        guard.change(caller, app, Permission.DEPLOY, "config:restart", app, work);
    }

    private void change(
            Caller caller,
            String action,
            Optional<AppName> app,
            Collection<String> keys,
            Runnable work) {
        keys.forEach(EnvVars::checkKey);
        String subject = app.map(AppName::value).orElse("--global") + " " + String.join(" ", keys);
        guard.change(
                caller,
                app,
                app.isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                action,
                subject.length() > 300 ? subject.substring(0, 300) : subject,
                () -> {
                    work.run();
                    return app;
                });
    }
}
