package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.BranchName;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.BuilderName;
import dev.sampan.app.RefusedException;
import dev.sampan.build.BuildLog;
import dev.sampan.build.Builds;
import dev.sampan.deploy.Deployer;
import dev.sampan.git.GitService;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** How the source of apps would be built. */
@Service
public final class DetectionOperations {

    private final Guard guard;
    private final Apps apps;
    private final BuildSettings settings;
    private final GitService git;
    private final Builds builds;
    private final Deployer deployer;

    DetectionOperations(
            Guard guard,
            Apps apps,
            BuildSettings settings,
            GitService git,
            Builds builds,
            Deployer deployer) {
        this.guard = guard;
        this.settings = settings;
        this.apps = apps;
        this.git = git;
        this.builds = builds;
        this.deployer = deployer;
    }

    /** What would make the image if nobody had selected a builder; empty when nothing was pushed yet. */
    public Optional<BuilderName> builder(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "builder:report",
                () ->
                        settings.deployBranch(app)
                                .flatMap(branch -> git.head(app, branch))
                                .map(
                                        commit ->
                                                builds.builder(
                                                        deployer.request(app, commit, caller.name())
                                                                .withoutSelection())));
    }

    /**
     * The names of the buildpacks that the source of an app would be built with, in order; nothing when none wants it.
     *
     * @param branch which branch of the source; empty for the one that is deployed
     */
    public List<String> buildpacks(
            Caller caller, AppName app, Optional<String> branch, BuildLog log)
            throws InterruptedException {
        Work<List<String>, InterruptedException> work =
                () -> {
                    Optional<String> wanted =
                            branch.map(name -> BranchName.parse(name).value())
                                    .or(() -> settings.deployBranch(app));
                    String commit =
                            wanted.flatMap(name -> git.head(app, name))
                                    .orElseThrow(() -> nothingPushed(app, wanted));
                    return builds.detect(deployer.request(app, commit, caller.name()), log);
                };
        apps.require(app);
        return guard.change(caller, app, Permission.DEPLOY, "buildpacks:detect", app, work);
    }

    private static RefusedException nothingPushed(AppName app, Optional<String> branch) {
        return RefusedException.conflict(
                branch.map(
                                name ->
                                        "Nothing was pushed to branch '%s' of app '%s'"
                                                .formatted(name, app))
                        .orElse("Nothing was pushed to app '%s'".formatted(app)));
    }
}
