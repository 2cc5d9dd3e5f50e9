package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageStore;
import java.util.List;
import org.springframework.stereotype.Component;

/** Gives the image of each release a name, so that it stays as long as one can roll back to it. */
@Component
final class ReleaseImages {

    /** How many releases of an app keep their image; the rest are listed only. */
    private static final int KEPT = 10;

    private final ImageStore images;
    private final Releases releases;

    ReleaseImages(ImageStore images, Releases releases) {
        this.images = images;
        this.releases = releases;
    }

    void keep(Release release) {
        images.tag(name(release.app(), release.number()), Digest.parse(release.image()));
    }

    void forget(AppName app, int number) {
        images.untag(name(app, number));
    }

    /** Lets go of the images of old releases. */
    void prune(AppName app) {
        List<Release> newestFirst = releases.list(app);
        newestFirst.stream().skip(KEPT).forEach(release -> forget(app, release.number()));
    }

    /** Lets go of everything that was made for an app that is gone: its releases and what its builds kept. */
    void forgetAll(AppName app) {
        List<String> prefixes = List.of("app/" + app + "/", "dependencies/" + app + "/");
        images.tags().keySet().stream()
                .filter(tag -> prefixes.stream().anyMatch(tag::startsWith))
                .forEach(images::untag);
    }

    private static String name(AppName app, int number) {
        return "app/%s/v%d".formatted(app, number);
    }
}
