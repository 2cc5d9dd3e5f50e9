package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.image.RegistryLogins;

import org.springframework.stereotype.Component;

import java.util.List;

/** Gives the image of each release a name, so that it stays as long as one can roll back to it. */
@Component
final class ReleaseImages {

    private final ImageStore images;
    private final Releases releases;
    private final RegistryLogins logins;
    private final DeployProperties properties;

    ReleaseImages(
            ImageStore images,
            Releases releases,
            RegistryLogins logins,
            DeployProperties properties) {
        this.images = images;
        this.releases = releases;
        this.logins = logins;
        this.properties = properties;
    }

    /**
     * Makes sure that a release can be run again.
     *
     * @throws RefusedException when its image is gone
     */
    void require(Release release) {
        if (images.find(Digest.parse(release.image())).isEmpty()) {
            throw RefusedException.conflict(
                    "Release %s of app '%s' cannot be brought back: its image was removed, as only the newest %d releases keep theirs. %s"
                            .formatted(
                                    release.version(),
                                    release.app(),
                                    properties.releasesKept(),
                                    release.commit()
                                            .map(ReleaseImages::pushAgain)
                                            .orElse("Push the source again that it was made of")));
        }
    }

    private static String pushAgain(String commit) {
        return "Push its commit again instead: git push --force <remote> %s:<deploy branch>"
                .formatted(commit);
    }

    ImageConfig config(String image) {
        return images.require(Digest.parse(image)).config();
    }

    void keep(Release release) {
        images.tag(name(release.app(), release.number()), Digest.parse(release.image()));
    }

    void forget(AppName app, int number) {
        images.untag(name(app, number));
    }

    /** Lets go of the images of old releases, but of none that serves. */
    void prune(AppName app) {
        List<Release> newestFirst = releases.list(app);
        Releases.Serving serving = releases.serving(app);
        newestFirst.stream()
                .skip(properties.releasesKept())
                .filter(
                        release ->
                                serving.current().orElse(0) != release.number()
                                        && serving.split()
                                                .flatMap(split -> split.find(release.number()))
                                                .isEmpty())
                .forEach(release -> forget(app, release.number()));
    }

    /** Lets go of everything that was made for an app that is gone: its releases, its logins, what its builds kept. */
    void forgetAll(AppName app) {
        logins.forget(app.value());
        List<String> prefixes = List.of("app/" + app + "/", "dependencies/" + app + "/");
        images.tags().keySet().stream()
                .filter(tag -> prefixes.stream().anyMatch(tag::startsWith))
                .forEach(images::untag);
    }

    private static String name(AppName app, int number) {
        return "app/%s/v%d".formatted(app, number);
    }
}
