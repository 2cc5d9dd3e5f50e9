package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.ImageDeployer;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageReference;
import dev.sampan.image.ImageStore;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Images that come from elsewhere and go elsewhere. */
@Service
public final class ImageOperations {

    private final Guard guard;
    private final Apps apps;
    private final Releases releases;
    private final ImageDeployer deployer;
    private final ImageStore images;

    ImageOperations(
            Guard guard, Apps apps, Releases releases, ImageDeployer deployer, ImageStore images) {
        this.guard = guard;
        this.apps = apps;
        this.releases = releases;
        this.deployer = deployer;
        this.images = images;
    }

    /** Deploys an image that is sent, perhaps with a signature of the archive's bytes. */
    public Release load(
            Caller caller,
            AppName app,
            InputStream archive,
            String name,
            Optional<String> signature,
            DeployLog log)
            throws InterruptedException {
        Work<Release, InterruptedException> work =
                () -> {
                    apps.require(app);
                    return deployer.load(app, archive, name, signature, caller.name(), log);
                };
        return guard.change(
                caller, app, Permission.DEPLOY, "git:load-image", app + " " + shorten(name), work);
    }

    /** Deploys an image that is fetched from its registry. */
    public Release pull(Caller caller, AppName app, String name, DeployLog log)
            throws InterruptedException {
        Work<Release, InterruptedException> work =
                () -> {
                    apps.require(app);
                    return deployer.pull(app, name, caller.name(), log);
                };
        return guard.change(
                caller, app, Permission.DEPLOY, "git:from-image", app + " " + shorten(name), work);
    }

    /** Writes the image that an app serves, as a tar that other engines load. */
    public void save(Caller caller, AppName app, OutputStream target) {
        Release release =
                guard.view(
                        caller,
                        app,
                        Permission.DEPLOY,
                        "releases:export",
                        () ->
                                releases.current(app)
                                        .orElseThrow(
                                                () ->
                                                        RefusedException.conflict(
                                                                "App %s has not been deployed"
                                                                        .formatted(app))));
        images.exportArchive(
                Digest.parse(release.image()),
                ImageReference.parse("sampan/%s:%s".formatted(app, release.version())),
                target);
    }

    private static String shorten(String name) {
        return name.length() <= 200 ? name : name.substring(0, 200);
    }
}
