package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.Deployer;
import dev.sampan.git.GitService;

import org.springframework.stereotype.Service;

import java.util.List;
import java.util.OptionalInt;

/** The releases of apps, and the way back to one of them. */
@Service
public final class ReleaseOperations {

    private final Guard guard;
    private final Apps apps;
    private final Releases releases;
    private final Deployer deployer;
    private final GitService git;
    private final BuildSettings settings;

    ReleaseOperations(
            Guard guard,
            Apps apps,
            Releases releases,
            BuildSettings settings,
            Deployer deployer,
            GitService git) {
        this.guard = guard;
        this.settings = settings;
        this.apps = apps;
        this.releases = releases;
        this.deployer = deployer;
        this.git = git;
    }

    /**
     * The releases of an app.
     *
     * @param current the number of the one that serves
     * @param all the newest first
     */
    public record AppReleases(OptionalInt current, List<Release> all) {

        public boolean isCurrent(Release release) {
            return current.equals(OptionalInt.of(release.number()));
        }
    }

    public AppReleases list(Caller caller, AppName app) {
        return guard.view(
                caller,
                "releases",
                () -> new AppReleases(apps.require(app).currentRelease(), releases.list(app)));
    }

    public Release require(Caller caller, AppName app, int number) {
        return guard.view(caller, "releases:info", () -> releases.require(app, number));
    }

    /**
     * Brings image and config of an earlier release back, as a new release.
     *
     * @param number which; empty for the one before the current one
     */
    public Release rollback(Caller caller, AppName app, OptionalInt number, DeployLog log)
            throws InterruptedException {
        Work<Release, InterruptedException> work =
                () -> {
                    apps.require(app);
                    return deployer.rollback(app, number, caller.name(), log);
                };
        return guard.change(caller, Permission.DEPLOY, "rollback", app, work);
    }

    /**
     * Builds what was pushed last to the deploy branch again, and deploys it.
     *
     * @param always whether it is built although nothing has changed since the last build
     */
    public Release rebuild(Caller caller, AppName app, boolean always, DeployLog log)
            throws InterruptedException {
        Work<Release, InterruptedException> work =
                () ->
                        always
                                ? deployer.deploy(app, lastPushed(app), caller.name(), log)
                                : deployer.redeploy(app, lastPushed(app), caller.name(), log);
        return guard.change(caller, Permission.DEPLOY, "ps:rebuild", app, work);
    }

    private String lastPushed(AppName app) {
        return settings.deployBranch(app)
                .flatMap(branch -> git.head(app, branch))
                .orElseThrow(
                        () ->
                                RefusedException.conflict(
                                        "App %s has not been deployed: nothing was pushed to its deploy branch"
                                                .formatted(app)));
    }
}
