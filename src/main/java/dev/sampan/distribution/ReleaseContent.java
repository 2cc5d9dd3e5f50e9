package dev.sampan.distribution;

import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageStore;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What can be pulled because an app was released with it, whether it was pushed or built here. */
@Component
final class ReleaseContent {

    private final Releases releases;
    private final ImageStore images;

    ReleaseContent(Releases releases, ImageStore images) {
        this.releases = releases;
        this.images = images;
    }

    /** The image of the release that a tag names: `latest` is the one that serves, `v3` the third. */
    Optional<Digest> image(AppName app, Reference.Tag tag) {
        return release(app, tag).map(ReleaseContent::image).filter(this::isKept);
    }

    private Optional<Release> release(AppName app, Reference.Tag tag) {
        if (tag.name().equals(Reference.Tag.LATEST)) {
            return releases.current(app);
        }
        if (!tag.isRelease()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(tag.name().substring(1));
        return served(app).filter(release -> release.number() == number).findFirst();
    }

    /** The tags of the releases whose images are kept. */
    List<String> tags(AppName app) {
        List<String> numbers =
                served(app)
                        .filter(release -> isKept(image(release)))
                        .map(Release::version)
                        .toList();
        boolean current = image(app, new Reference.Tag(Reference.Tag.LATEST)).isPresent();
        return current
                ? Stream.concat(Stream.of(Reference.Tag.LATEST), numbers.stream()).toList()
                : numbers;
    }

    /** The images of all releases whose images are kept, each as it is and as it was pulled. */
    Set<Digest> images(AppName app) {
        Set<Digest> kept = new LinkedHashSet<>();
        releases.list(app).stream()
                .map(ReleaseContent::image)
                .distinct()
                .forEach(image -> kept.addAll(images.forms(image)));
        return kept;
    }

    /** An image as others can pull it, which may have to be made. */
    Digest portable(Digest image) {
        return images.portable(image);
    }

    /** An image as it is and as it was pulled. */
    Set<Digest> forms(Digest image) {
        return images.forms(image);
    }

    /** A file of one of these images. */
    Optional<Path> file(AppName app, Digest digest) {
        return images(app).stream()
                .map(image -> images.files(image).get(digest))
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    /** What is being deployed has no name yet. */
    private Stream<Release> served(AppName app) {
        OptionalInt current = releases.current(app).stream().mapToInt(Release::number).findFirst();
        return releases.list(app).stream()
                .filter(release -> current.isPresent() && release.number() <= current.getAsInt());
    }

    private boolean isKept(Digest image) {
        return images.find(image).isPresent();
    }

    private static Digest image(Release release) {
        return Digest.parse(release.image());
    }
}
