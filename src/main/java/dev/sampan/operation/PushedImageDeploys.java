package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Release;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.ImageDeployer;
import dev.sampan.distribution.DistributionProperties;
import dev.sampan.distribution.PushedImages;
import dev.sampan.distribution.PushedManifests;
import dev.sampan.distribution.Reference;
import dev.sampan.distribution.RepositoryContent;
import dev.sampan.image.Digest;
import dev.sampan.operation.ImagePushOperations.Outcome;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Deploys images that were pushed, while the client waits for its answer: the status of that is all that engines show of
 * a push. None of them gives up by itself, but what stands between may, so the answer comes in any case after a while.
 */
@Component
final class PushedImageDeploys {

    private static final Logger log = LoggerFactory.getLogger(PushedImageDeploys.class);

    private final Guard guard;
    private final Apps apps;
    private final ImageDeployer deployer;
    private final PushedImages images;
    private final PushedManifests manifests;
    private final RepositoryContent content;
    private final SourceSpace space;
    private final DistributionProperties properties;

    PushedImageDeploys(
            Guard guard,
            Apps apps,
            ImageDeployer deployer,
            PushedImages images,
            PushedManifests manifests,
            RepositoryContent content,
            SourceSpace space,
            DistributionProperties properties) {
        this.guard = guard;
        this.apps = apps;
        this.deployer = deployer;
        this.images = images;
        this.manifests = manifests;
        this.content = content;
        this.space = space;
        this.properties = properties;
    }

    /**
     * Deploys an image and gives it its tag. The image that serves already only gets the tag, so that an image can be
     * pushed again, and under several tags.
     *
     * @return what became of it
     */
    Outcome deploy(Caller caller, AppName app, Reference.Tag tag, Digest manifest, DeployLog output)
            throws InterruptedException {
        if (serves(app, manifest)) {
            manifests.tag(app, tag, manifest);
            log.info("Pushed image serves already app={} tag={}", app, tag);
            return Outcome.SERVED_ALREADY;
        }
        FutureTask<Release> deploy =
                new FutureTask<>(() -> run(caller, app, tag, manifest, output));
        Thread.ofVirtual().name("image-push-" + app).start(deploy);
        try {
            var _ = deploy.get(properties.deployWait().toMillis(), TimeUnit.MILLISECONDS);
            return Outcome.DEPLOYED;
        } catch (TimeoutException e) {
            log.info("Deploy goes on without its client app={} tag={}", app, tag);
            return Outcome.DEPLOYING;
        } catch (InterruptedException e) {
            deploy.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private boolean serves(AppName app, Digest manifest) {
        return apps.require(app).isRunning() && content.serves(app, manifest);
    }

    private Release run(
            Caller caller, AppName app, Reference.Tag tag, Digest manifest, DeployLog output)
            throws InterruptedException {
        String name = app + ":" + tag;
        Work<Release, InterruptedException> work =
                () ->
                        deployer.deployPushed(
                                app,
                                name,
                                () -> images.unpack(app, manifest),
                                caller.name(),
                                output);
        Release release = guard.change(caller, app, Permission.DEPLOY, "image-push", name, work);
        images.released(app, manifest, Digest.parse(release.image()));
        manifests.tag(app, tag, manifest);
        var _ = space.imageRoom(app);
        return release;
    }

    private static RuntimeException unwrapped(ExecutionException e) throws InterruptedException {
        return switch (e.getCause()) {
            case RuntimeException unchecked -> unchecked;
            case InterruptedException interrupted -> throw interrupted;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
