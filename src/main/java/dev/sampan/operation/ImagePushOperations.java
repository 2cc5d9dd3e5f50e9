package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Autocreation;
import dev.sampan.deploy.DeployLog;
import dev.sampan.distribution.BlobUploads;
import dev.sampan.distribution.ContentRange;
import dev.sampan.distribution.PushedManifests;
import dev.sampan.distribution.Reference;
import dev.sampan.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Images that other engines push: their parts first, then the manifest, whose tag deploys. */
@Service
public final class ImagePushOperations {

    private static final String ACTION = "image-push";

    private final Guard guard;
    private final Apps apps;
    private final AppOperations operations;
    private final Autocreation autocreation;
    private final SourceSpace space;
    private final BlobUploads uploads;
    private final PushedManifests manifests;
    private final PushedImageDeploys deploys;
    private final PullOperations pulls;

    ImagePushOperations(
            Guard guard,
            Apps apps,
            AppOperations operations,
            Autocreation autocreation,
            SourceSpace space,
            BlobUploads uploads,
            PushedManifests manifests,
            PushedImageDeploys deploys,
            PullOperations pulls) {
        this.guard = guard;
        this.apps = apps;
        this.operations = operations;
        this.autocreation = autocreation;
        this.space = space;
        this.uploads = uploads;
        this.manifests = manifests;
        this.deploys = deploys;
        this.pulls = pulls;
    }

    /**
     * What a pushed manifest led to.
     *
     * @param digest of the manifest
     * @param subject the manifest that it is about
     * @param outcome what became of it
     */
    public record Pushed(Digest digest, Optional<Digest> subject, Outcome outcome) {}

    /** What can become of a manifest. */
    public enum Outcome {
        /** It has no tag, or is no image. */
        KEPT,
        /** It is the image that serves already; it has the tag, too, and nothing was deployed. */
        SERVED_ALREADY,
        DEPLOYED,
        /** The deploy goes on while the client is told already. */
        DEPLOYING
    }

    /** Begins an upload. The first one makes the app, as a push with git does. */
    public UUID begin(Caller caller, AppName app) {
        admit(caller, app);
        return uploads.begin(app, space.imageRoom(app));
    }

    /**
     * Takes a blob from another app that the caller may pull from.
     *
     * @return whether that app has it; if not, it has to be sent
     */
    public boolean mount(Caller caller, AppName app, AppName from, Digest digest) {
        admit(caller, app);
        if (!apps.exists(from) || pulls.blob(caller, from, digest).isEmpty()) {
            return false;
        }
        return uploads.mount(app, from, digest);
    }

    /** How many bytes of an upload are here. */
    public long offset(Caller caller, AppName app, UUID upload) {
        admit(caller, app);
        return uploads.offset(app, upload);
    }

    /**
     * Adds to an upload.
     *
     * @return how many bytes are here now
     */
    public long append(
            Caller caller,
            AppName app,
            UUID upload,
            InputStream chunk,
            Optional<ContentRange> range)
            throws IOException {
        admit(caller, app);
        return uploads.append(app, upload, chunk, range, space.imageRoom(app));
    }

    /** Makes an upload the blob with this digest. */
    public void finish(Caller caller, AppName app, UUID upload, Digest digest) {
        admit(caller, app);
        uploads.finish(app, upload, digest);
    }

    /** Forgets an upload. */
    public void cancel(Caller caller, AppName app, UUID upload) {
        admit(caller, app);
        uploads.cancel(app, upload);
    }

    /**
     * Takes a manifest. When it has a tag and is an image, it is deployed, and this returns when it serves, or when the
     * client has waited as long as it should.
     *
     * @param contentType as what it was sent; null when that was not said
     */
    public Pushed manifest(
            Caller caller,
            AppName app,
            Reference reference,
            @Nullable String contentType,
            byte[] document,
            DeployLog log)
            throws InterruptedException {
        admit(caller, app);
        var _ = space.imageRoom(app).left();
        PushedManifests.Taken taken = manifests.take(app, reference, contentType, document);
        Outcome outcome = Outcome.KEPT;
        if (reference instanceof Reference.Tag tag) {
            if (taken.image()) {
                outcome = deploys.deploy(caller, app, tag, taken.digest(), log);
            } else {
                keep(caller, app, tag, taken.digest());
            }
        }
        return new Pushed(taken.digest(), taken.subject(), outcome);
    }

    private void keep(Caller caller, AppName app, Reference.Tag tag, Digest manifest) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                ACTION,
                app + ":" + tag,
                () -> {
                    manifests.tag(app, tag, manifest);
                    return tag;
                });
    }

    /** Removes a tag, or a manifest with its tags. */
    public void delete(Caller caller, AppName app, Reference reference) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "image-delete",
                app + " " + reference,
                () -> {
                    apps.require(app);
                    manifests.delete(app, reference);
                    return reference;
                });
    }

    /** Removes a layer or a configuration that was pushed. */
    public void deleteBlob(Caller caller, AppName app, Digest digest) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "image-delete",
                app + " " + digest,
                () -> {
                    apps.require(app);
                    manifests.deleteBlob(app, digest);
                    return digest;
                });
    }

    private void admit(Caller caller, AppName app) {
        guard.view(caller, app, Permission.DEPLOY, ACTION, () -> app);
        if (autocreation.isOn() && !apps.exists(app)) {
            createOnce(caller, app);
        }
        apps.require(app);
    }

    /** Engines send several layers at once, and each of them may be the first. */
    private synchronized void createOnce(Caller caller, AppName app) {
        if (!apps.exists(app)) {
            operations.create(caller, app);
        }
    }
}
