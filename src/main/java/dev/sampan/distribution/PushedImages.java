package dev.sampan.distribution;

import dev.sampan.app.AppName;
import dev.sampan.image.Digest;
import dev.sampan.image.Image;
import dev.sampan.image.ImageStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.springframework.stereotype.Component;

/** Makes images that can be run of what was pushed. */
@Component
public final class PushedImages {

    private final RepositoryFiles files;
    private final RepositoryContent content;
    private final ImageStore images;

    PushedImages(RepositoryFiles files, RepositoryContent content, ImageStore images) {
        this.files = files;
        this.content = content;
        this.images = images;
    }

    /**
     * Unpacks the image of a manifest, or of an index the one for this machine.
     *
     * @throws dev.sampan.image.InvalidImageException when it cannot be run here
     * @throws dev.sampan.image.InvalidLayerException when a layer cannot be taken
     */
    public Image unpack(AppName app, Digest manifest) {
        return images.importManifest(manifest, digest -> content.part(app, digest));
    }

    /**
     * Remembers with which manifest an image was pushed that a release has by now, and removes what the image brought
     * along: that is kept with the release.
     */
    public void released(AppName app, Digest manifest, Digest image) {
        files.adding(
                app,
                () -> {
                    byte[] digest = manifest.value().getBytes(StandardCharsets.US_ASCII);
                    files.write(app, files.image(app, image), digest);
                    for (Digest part : images.files(image).keySet()) {
                        Files.deleteIfExists(files.blob(app, part));
                    }
                    return image;
                });
    }
}
