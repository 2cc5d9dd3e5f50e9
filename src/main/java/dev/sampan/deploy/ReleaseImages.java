package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.app.Retention;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.image.RegistryLogins;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Gives the image of each release a name, so that it stays as long as one can roll back to it. */
@Component
final class ReleaseImages {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern OF_APP = Pattern.compile("(?:app|dependencies)/([^/]+)/.+");

    private final ImageStore images;
    private final Releases releases;
    private final RegistryLogins logins;
    private final Retention retention;
    private final DeployProperties properties;

    ReleaseImages(
            ImageStore images,
            Releases releases,
            RegistryLogins logins,
            Retention retention,
            DeployProperties properties) {
        this.images = images;
        this.releases = releases;
        this.logins = logins;
        this.retention = retention;
        this.properties = properties;
    }

    /**
     * Makes sure that a release can be run again.
     *
     * @throws RefusedException when its image is gone
     */
    void require(Release release) {
        // Touched, so that no sweep takes it before it has its new name.
        if (!images.touch(Digest.parse(release.image()))) {
            throw RefusedException.conflict(
                    "Release %s of app '%s' cannot be brought back: its image was removed, as only the newest %d releases keep theirs. %s"
                            .formatted(
                                    release.version(),
                                    release.app(),
                                    kept(release.app()),
                                    release.commit()
                                            .map(ReleaseImages::pushAgain)
                                            .orElse("Push the source again that it was made of")));
        }
    }

    /** Makes sure that one more image fits on the disk, as large as that of the release that serves. */
    void requireRoom(AppName app) {
        images.requireRoom(
                "The next release of app '%s'".formatted(app),
                releases.current(app).map(release -> Digest.parse(release.image())));
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

    /** How many releases of an app keep their image. */
    int kept(AppName app) {
        return retention.effective(app, properties.releasesKept());
    }

    /** Lets go of the images of old releases, but of none that serves. */
    void prune(AppName app) {
        surplus(app, images.tags().keySet()).forEach(number -> forget(app, number));
    }

    /**
     * The releases of an app that have an image and need none: older than those that keep theirs, and none that serves.
     *
     * @param names those of all images, looked up before this is called: a release comes before its image's name
     */
    List<Integer> surplus(AppName app, Set<String> names) {
        Set<Integer> kept = new HashSet<>();
        releases.list(app).stream().limit(kept(app)).forEach(release -> kept.add(release.number()));
        Releases.Serving serving = releases.serving(app);
        serving.current().ifPresent(kept::add);
        serving.split()
                .ifPresent(split -> split.shares().forEach(share -> kept.add(share.release())));
        String prefix = name(app);
        return names.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(rest -> NUMBER.matcher(rest).matches())
                .map(Integer::valueOf)
                .filter(number -> !kept.contains(number))
                .sorted()
                .toList();
    }

    /** The names of images that were made for apps that are gone. */
    List<String> orphans(Set<String> names, Set<String> apps) {
        return names.stream()
                .filter(
                        name -> {
                            Matcher matcher = OF_APP.matcher(name);
                            return matcher.matches() && !apps.contains(matcher.group(1));
                        })
                .sorted()
                .toList();
    }

    /** Lets go of everything that was made for an app that is gone: its releases, its logins, what its builds kept. */
    void forgetAll(AppName app) {
        logins.forget(app.value());
        List<String> prefixes = List.of("app/" + app + "/", "dependencies/" + app + "/");
        images.tags().keySet().stream()
                .filter(tag -> prefixes.stream().anyMatch(tag::startsWith))
                .forEach(images::untag);
    }

    static String name(AppName app, int number) {
        return name(app) + number;
    }

    private static String name(AppName app) {
        return "app/%s/v".formatted(app);
    }
}
