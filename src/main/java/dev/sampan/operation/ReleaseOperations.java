package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.app.Split;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.Deployer;
import dev.sampan.git.GitService;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Service;

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
     * @param current the number of the one that serves, of several the base
     * @param split those that serve, when they are several
     * @param all the newest first
     */
    public record AppReleases(OptionalInt current, Optional<Split> split, List<Release> all) {

        /** How many percent of the requests a release gets; 0 when it does not serve. */
        public int percent(Release release) {
            return split.isPresent()
                    ? split.get().find(release.number()).map(Split.Share::percent).orElse(0)
                    : isCurrent(release) ? 100 : 0;
        }

        public boolean isCurrent(Release release) {
            return current.equals(OptionalInt.of(release.number()));
        }
    }

    public AppReleases list(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "releases",
                () -> {
                    Releases.Serving serving = releases.serving(app);
                    return new AppReleases(serving.current(), serving.split(), releases.list(app));
                });
    }

    public Release require(Caller caller, AppName app, int number) {
        return guard.view(caller, app, "releases:info", () -> releases.require(app, number));
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
        return guard.change(caller, app, Permission.DEPLOY, "rollback", app, work);
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
        return guard.change(caller, app, Permission.DEPLOY, "ps:rebuild", app, work);
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
