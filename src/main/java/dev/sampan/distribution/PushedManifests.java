package dev.sampan.distribution;

import dev.sampan.app.AppName;
import dev.sampan.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes manifests, whose parts must have come before, and lets go of what was pushed. */
@Component
public final class PushedManifests {

    /** The largest manifest, which is what other registries take. */
    public static final int LARGEST = 4 << 20;

    private final RepositoryFiles files;
    private final RepositoryContent content;
    private final ReleaseContent releases;

    PushedManifests(RepositoryFiles files, RepositoryContent content, ReleaseContent releases) {
        this.files = files;
        this.content = content;
        this.releases = releases;
    }

    /**
     * A manifest that was taken.
     *
     * @param image whether it is an image, or an index of images, and no signature or the like
     * @param subject the manifest that it is about
     */
    public record Taken(Digest digest, boolean image, Optional<Digest> subject) {}

    /**
     * Keeps a manifest after everything that it names was found; it has no tag yet.
     *
     * @param contentType as what it was sent; null when that was not said
     * @throws ContentException when it is no manifest, is not what the reference says, or names what is not here
     */
    public Taken take(
            AppName app, Reference reference, @Nullable String contentType, byte[] document) {
        PushedManifest manifest = PushedManifest.parse(document, contentType);
        check(reference, manifest.digest());
        return files.adding(
                app,
                () -> {
                    boolean image = requireParts(app, manifest);
                    Path target = files.manifest(app, manifest.digest());
                    if (Files.exists(target)) {
                        RepositoryFiles.touch(target);
                    } else {
                        files.write(app, target, document);
                    }
                    return new Taken(manifest.digest(), image, manifest.subject());
                });
    }

    /** Lets a tag stand for a manifest; `latest` follows the releases by itself. */
    public void tag(AppName app, Reference.Tag tag, Digest manifest) {
        if (tag.name().equals(Reference.Tag.LATEST)) {
            return;
        }
        files.adding(
                app,
                () -> {
                    byte[] digest = manifest.value().getBytes(StandardCharsets.US_ASCII);
                    files.write(app, files.tag(app, tag), digest);
                    return tag;
                });
    }

    /**
     * Removes a tag, or a manifest with all its tags.
     *
     * @throws ContentException when there is none, or a release has it
     */
    public void delete(AppName app, Reference reference) {
        boolean deleted =
                files.alone(
                        app,
                        () ->
                                switch (reference) {
                                    case Reference.Tag tag -> deleteTag(app, tag);
                                    case Reference.ByDigest(Digest digest) ->
                                            deleteManifest(app, digest);
                                });
        if (!deleted) {
            throw new ContentException(
                    ContentException.Code.MANIFEST_UNKNOWN,
                    "App '%s' has no image '%s'".formatted(app, reference));
        }
    }

    /**
     * Removes a blob that was pushed.
     *
     * @throws ContentException when there is none, or a release has it
     */
    public void deleteBlob(AppName app, Digest digest) {
        boolean deleted = files.alone(app, () -> Files.deleteIfExists(files.blob(app, digest)));
        if (!deleted) {
            if (releases.file(app, digest).isPresent()) {
                throw ofRelease(app, digest.value());
            }
            throw new ContentException(
                    ContentException.Code.BLOB_UNKNOWN,
                    "App '%s' has no blob '%s'".formatted(app, digest));
        }
    }

    private static void check(Reference reference, Digest found) {
        switch (reference) {
            case Reference.ByDigest(Digest wanted) -> {
                if (!wanted.equals(found)) {
                    throw new ContentException(
                            ContentException.Code.DIGEST_INVALID,
                            "The manifest has the digest '%s' and not '%s'"
                                    .formatted(found, wanted));
                }
            }
            case Reference.Tag tag -> {
                if (tag.isRelease()) {
                    throw new ContentException(
                            ContentException.Code.UNSUPPORTED,
                            "Tag '%s' is the name of a release and cannot be pushed. Push another one, such as '%s' or 'latest'"
                                    .formatted(tag, tag.name().substring(1)));
                }
            }
        }
    }

    /** Whether it is an image, or an index of images, and nothing else in the form of one. */
    private boolean requireParts(AppName app, PushedManifest manifest) throws IOException {
        for (PushedManifest.Part part : manifest.blobs()) {
            require(part, content.blob(app, part.digest()));
        }
        boolean image = manifest.isImage();
        for (PushedManifest.Part child : manifest.children()) {
            require(child, content.part(app, child.digest()));
            image |=
                    content.pushed(app, child.digest())
                            .map(PushedManifest::isImage)
                            .orElseGet(() -> releases.images(app).contains(child.digest()));
        }
        return image && manifest.artifactType().isEmpty();
    }

    private static void require(PushedManifest.Part part, Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            throw new ContentException(
                    ContentException.Code.MANIFEST_BLOB_UNKNOWN,
                    "The manifest names '%s', which was not pushed".formatted(part.digest()));
        }
        long size = Files.size(file.get());
        if (size != part.size()) {
            throw new ContentException(
                    ContentException.Code.MANIFEST_INVALID,
                    "The manifest says that '%s' has %d bytes, but it has %d"
                            .formatted(part.digest(), part.size(), size));
        }
    }

    private boolean deleteTag(AppName app, Reference.Tag tag) throws IOException {
        if (releases.image(app, tag).isPresent()) {
            throw ofRelease(app, tag.name());
        }
        return Files.deleteIfExists(files.tag(app, tag));
    }

    /** One that a release has loses its tags only. */
    private boolean deleteManifest(AppName app, Digest digest) throws IOException {
        List<Path> tags = pointersTo(digest, files.tags(app));
        for (Path tag : tags) {
            Files.deleteIfExists(tag);
        }
        if (releases.images(app).contains(digest)
                || !pointersTo(digest, files.images(app)).isEmpty()) {
            if (tags.isEmpty()) {
                throw ofRelease(app, digest.value());
            }
            return true;
        }
        return Files.deleteIfExists(files.manifest(app, digest));
    }

    private static List<Path> pointersTo(Digest digest, Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : RepositoryFiles.names(folder)) {
            Path pointer = folder.resolve(name);
            if (RepositoryFiles.pointer(pointer).equals(Optional.of(digest))) {
                found.add(pointer);
            }
        }
        return found;
    }

    private static ContentException ofRelease(AppName app, String what) {
        return new ContentException(
                ContentException.Code.UNSUPPORTED,
                "'%s' belongs to a release of app '%s' and stays as long as that one is kept"
                        .formatted(what, app));
    }
}
