package dev.sampan.build;

import dev.sampan.app.AppName;
import dev.sampan.image.Image;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.image.LayerSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The layers of an app's dependencies: one for each folder that a buildpack keeps, packed again only when a file in it
 * changed, because packing thousands of files takes longer than everything else of a push.
 */
final class DependencyLayers {

    private static final String FINGERPRINT = "dev.sampan.fingerprint";

    private final ImageStore images;

    DependencyLayers(ImageStore images) {
        this.images = images;
    }

    /** The image with the dependencies of an app laid over it. */
    Image addTo(Image base, AppName app, Buildpack buildpack, BuildFolder folder) {
        Image image = base;
        for (String name : buildpack.dependencies()) {
            image =
                    add(
                            image,
                            tag(app, buildpack, name),
                            name,
                            folder.dependenciesToRun(buildpack, name),
                            folder.firstUid());
        }
        return image;
    }

    private Image add(Image base, String tag, String name, Path directory, int firstUid) {
        String fingerprint = fingerprint(directory);
        Optional<Image> last = images.tagged(tag).filter(image -> isSame(image, base, fingerprint));
        if (last.isPresent()) {
            return last.get();
        }
        Image made =
                images.addLayer(
                        base.digest(),
                        new LayerSource(directory, "/app/" + name, firstUid, false),
                        new ImageConfig(
                                Map.of(),
                                "/app",
                                "1000:1000",
                                List.of(),
                                List.of(),
                                Map.of(FINGERPRINT, fingerprint)));
        images.tag(tag, made.digest());
        return made;
    }

    private static boolean isSame(Image image, Image base, String fingerprint) {
        int below = base.layers().size();
        return fingerprint.equals(image.config().labels().get(FINGERPRINT))
                && image.layers().size() == below + 1
                && image.layers().subList(0, below).equals(base.layers());
    }

    private static String tag(AppName app, Buildpack buildpack, String name) {
        return "dependencies/%s/%s/%s".formatted(app, buildpack.name(), name);
    }

    private static String fingerprint(Path directory) {
        try {
            return FolderFingerprint.of(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The dependencies in '%s' cannot be read".formatted(directory), e);
        }
    }
}
