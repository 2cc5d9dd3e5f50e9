package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.container.ContainerStartException;
import dev.sampan.container.Containers;
import dev.sampan.image.DamagedImageException;
import dev.sampan.image.Image;
import dev.sampan.image.ImageReference;
import dev.sampan.image.ImageSpaceException;
import dev.sampan.image.ImageStore;
import dev.sampan.image.InvalidImageException;
import dev.sampan.image.InvalidLayerException;
import dev.sampan.image.Registries;
import dev.sampan.image.RegistryException;
import dev.sampan.image.UntrustedImageException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** Makes releases of images that were made elsewhere. */
@Service
public class ImageDeployer {

    private final Deployer deployer;
    private final ImageStore images;
    private final Registries registries;
    private final ImageTrust trust;
    private final Containers containers;

    ImageDeployer(
            Deployer deployer,
            ImageStore images,
            Registries registries,
            ImageTrust trust,
            Containers containers) {
        this.deployer = deployer;
        this.images = images;
        this.registries = registries;
        this.trust = trust;
        this.containers = containers;
    }

    /**
     * Deploys an image that is sent, as `docker image save` writes it.
     *
     * @param archive read to its end
     * @param name which image of the archive, when it has several
     * @param signature of the archive's bytes, in base64, if one came with it
     * @throws DeployFailedException when the image cannot be taken, or does not come to traffic
     */
    public Release load(
            AppName app,
            InputStream archive,
            String name,
            Optional<String> signature,
            String by,
            DeployLog log)
            throws InterruptedException {
        ImageReference reference = reference(name);
        ImageStore.ArchiveCheck check = trust.check(app, signature, log);
        return deployer.deployImage(
                app,
                "Load " + shorten(reference.familiar()),
                () -> {
                    log.step("Loading image %s".formatted(reference.familiar()));
                    return taken(
                            () -> images.importArchive(archive, Optional.of(reference), check));
                },
                by,
                log);
    }

    /**
     * Deploys an image that is fetched from its registry.
     *
     * @param name as docker names it: `nginx:1.27`, `ghcr.io/owner/app@sha256:…`
     * @throws DeployFailedException when the image cannot be fetched, or does not come to traffic
     */
    public Release pull(AppName app, String name, String by, DeployLog log)
            throws InterruptedException {
        ImageReference reference = reference(name);
        return deployer.deployImage(
                app,
                "Image " + shorten(reference.familiar()),
                () -> {
                    log.step("Pulling image %s".formatted(reference.familiar()));
                    return taken(
                            () ->
                                    registries.pull(
                                            reference, app.value(), trust.policy(app), log::line));
                },
                by,
                log);
    }

    /**
     * Deploys an image that was pushed and lies here already.
     *
     * @param name what it was pushed as: `shop:1.2`
     * @param source unpacks it
     * @throws DeployFailedException when the image cannot be taken, or does not come to traffic
     * @throws RefusedException when images of the app have to be signed: a push comes before its signature
     */
    public Release deployPushed(
            AppName app, String name, Supplier<Image> source, String by, DeployLog log)
            throws InterruptedException {
        if (trust.policy(app).isRequired()) {
            throw RefusedException.conflict(
                    "Image '%s' is not signed by a key that is trusted for app '%s'. Push it to another registry, sign it there (cosign sign --key), and deploy it with `git:from-image`"
                            .formatted(name, app));
        }
        return deployer.deployImage(
                app,
                "Push " + shorten(name),
                () -> {
                    log.step("Unpacking image %s".formatted(name));
                    return taken(source::get);
                },
                by,
                log);
    }

    private static ImageReference reference(String name) {
        try {
            return ImageReference.parse(name);
        } catch (InvalidImageException e) {
            throw RefusedException.invalid(String.valueOf(e.getMessage()));
        }
    }

    private Image taken(Timings.Phase<Image> source) throws InterruptedException {
        try {
            Image image = source.run();
            containers.requireCounted(image.config().user());
            return image;
        } catch (InvalidImageException
                | InvalidLayerException
                | DamagedImageException
                | ImageSpaceException
                | UntrustedImageException
                | RegistryException
                | ContainerStartException e) {
            throw new DeployFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String shorten(String name) {
        return name.length() <= 200 ? name : name.substring(0, 200);
    }
}
