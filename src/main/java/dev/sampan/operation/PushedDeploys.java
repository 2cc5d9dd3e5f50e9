package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.Release;
import dev.sampan.build.BuildFailedException;
import dev.sampan.deploy.Deployer;
import dev.sampan.deploy.TextDeployLog;
import dev.sampan.git.PushDecision;
import dev.sampan.git.PushHandler;
import dev.sampan.git.PushedRef;
import dev.sampan.git.RepositoryRoom;
import dev.sampan.unit.DataSize;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Deploys what is pushed to an app's deploy branch, and rejects the push when that fails. */
@Component
final class PushedDeploys {

    private static final Logger log = LoggerFactory.getLogger(PushedDeploys.class);

    private final Guard guard;
    private final Apps apps;
    private final Deployer deployer;
    private final SourceSpace space;
    private final BuildSettings settings;

    PushedDeploys(
            Guard guard, Apps apps, BuildSettings settings, Deployer deployer, SourceSpace space) {
        this.guard = guard;
        this.apps = apps;
        this.settings = settings;
        this.deployer = deployer;
        this.space = space;
    }

    /** What decides about one push. */
    PushHandler of(Caller caller, AppName app) {
        return new PushHandler() {

            @Override
            public Optional<RepositoryRoom> count(DataSize repository) {
                return space.count(app, repository);
            }

            @Override
            public Optional<String> deployBranch() {
                return settings.deployBranch(app);
            }

            @Override
            public void adoptDeployBranch(String branch) {
                apps.deployFrom(app, branch);
            }

            @Override
            public PushDecision onPush(PushedRef ref, Consumer<String> clientOutput)
                    throws InterruptedException {
                return deploy(caller, ref, new TextDeployLog(clientOutput));
            }
        };
    }

    private PushDecision deploy(Caller caller, PushedRef ref, TextDeployLog output)
            throws InterruptedException {
        Work<Release, InterruptedException> work =
                () -> deployer.deploy(ref.app(), ref.commit(), caller.name(), output);
        try {
            guard.change(
                    caller,
                    ref.app(),
                    Permission.DEPLOY,
                    "git-push",
                    ref.app() + " " + ref.commit(),
                    work);
            return PushDecision.accept();
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the client left");
            }
            Failure failure = Failure.of(e);
            if (failure.kind() == Failure.Kind.INTERNAL) {
                log.error("deploy failed app={} commit={}", ref.app(), ref.commit(), e);
            }
            output.warn(failure.message());
            if (e instanceof BuildFailedException) {
                output.warn("App build failed");
            }
            return PushDecision.reject();
        }
    }
}
