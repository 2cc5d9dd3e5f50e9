package dev.sampan.distribution;

import dev.sampan.app.AppName;
import dev.sampan.image.Digest;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** What can be pulled from an app: what was pushed to it, and the images of its releases. */
@Component
public final class RepositoryContent {

    private final RepositoryFiles files;
    private final ReleaseContent releases;

    RepositoryContent(RepositoryFiles files, ReleaseContent releases) {
        this.files = files;
        this.releases = releases;
    }

    /** The file of a layer or a configuration; empty when the app has none with this digest. */
    public Optional<Path> blob(AppName app, Digest digest) {
        return files.adding(
                app,
                () -> {
                    Path own = files.blob(app, digest);
                    if (Files.exists(own)) {
                        RepositoryFiles.touch(own);
                        return Optional.of(own);
                    }
                    return releases.file(app, digest);
                });
    }

    /** The file of anything that has this digest, manifests too. */
    Optional<Path> part(AppName app, Digest digest) {
        Path manifest = files.manifest(app, digest);
        return Files.exists(manifest) ? Optional.of(manifest) : blob(app, digest);
    }

    /**
     * A manifest or an index. `latest` and `v3` name releases, whatever was pushed.
     *
     * @throws ContentException when the app has none
     */
    public ManifestDocument manifest(AppName app, Reference reference) {
        // Not under the lock: layers may have to be packed for it.
        Optional<Digest> digest =
                switch (reference) {
                    case Reference.ByDigest(Digest asked) -> Optional.of(asked);
                    case Reference.Tag tag -> {
                        Optional<Digest> image = releases.image(app, tag);
                        yield image.isPresent()
                                ? Optional.of(
                                        asPushed(app, image.get())
                                                .orElseGet(() -> releases.portable(image.get())))
                                : files.adding(
                                        app, () -> RepositoryFiles.pointer(files.tag(app, tag)));
                    }
                };
        return digest.flatMap(found -> document(app, found))
                .orElseThrow(() -> unknown(app, reference));
    }

    /**
     * Whether a manifest is that of the image which serves, as it was pushed or as it was pulled. Engines write a manifest
     * of their own for what they pulled: it is the same image when its configuration and its layers are the same.
     */
    public boolean serves(AppName app, Digest manifest) {
        Optional<Digest> image = releases.image(app, new Reference.Tag(Reference.Tag.LATEST));
        if (image.isEmpty()) {
            return false;
        }
        Set<Digest> forms = new LinkedHashSet<>(releases.forms(image.get()));
        asPushed(app, image.get()).ifPresent(forms::add);
        if (forms.contains(manifest)) {
            return true;
        }
        Optional<PushedManifest> pushed = pushed(app, manifest).filter(PushedManifest::isImage);
        return pushed.isPresent()
                && forms.stream()
                        .map(form -> document(app, form))
                        .flatMap(Optional::stream)
                        .map(document -> PushedManifest.parse(document.content(), null))
                        .anyMatch(form -> form.partDigests().equals(pushed.get().partDigests()));
    }

    /** All tags, in the order of their characters. */
    public List<String> tags(AppName app) {
        return files.adding(
                app,
                () -> {
                    TreeSet<String> tags = new TreeSet<>(releases.tags(app));
                    tags.addAll(RepositoryFiles.names(files.tags(app)));
                    return List.copyOf(tags);
                });
    }

    /** The manifests that say they are about another one, which need not be here itself. */
    public List<Referrer> referrers(AppName app, Digest subject) {
        return files.adding(
                app,
                () -> {
                    List<Referrer> found = new ArrayList<>();
                    for (String hex : RepositoryFiles.names(files.manifests(app))) {
                        pushed(app, Digest.ofHex(hex))
                                .filter(each -> each.subject().equals(Optional.of(subject)))
                                .map(Referrer::of)
                                .ifPresent(found::add);
                    }
                    return found;
                });
    }

    /** A manifest that was pushed; empty when there is none. */
    Optional<PushedManifest> pushed(AppName app, Digest digest) {
        return content(app, files.manifest(app, digest))
                .map(document -> PushedManifest.parse(document, null));
    }

    /** The manifest that an image was pushed with, so that others find the digest that they know. */
    private Optional<Digest> asPushed(AppName app, Digest image) {
        return files.adding(
                app,
                () ->
                        RepositoryFiles.pointer(files.image(app, image))
                                .filter(pushed -> Files.exists(files.manifest(app, pushed))));
    }

    private Optional<ManifestDocument> document(AppName app, Digest digest) {
        return files.adding(app, () -> read(app, digest));
    }

    private Optional<ManifestDocument> read(AppName app, Digest digest) {
        Optional<byte[]> pushed = content(app, files.manifest(app, digest));
        if (pushed.isPresent()) {
            String type = PushedManifest.parse(pushed.get(), null).mediaType();
            return Optional.of(new ManifestDocument(digest, type, pushed.get()));
        }
        if (!releases.images(app).contains(digest)) {
            return Optional.empty();
        }
        return releases.file(app, digest)
                .flatMap(file -> content(app, file))
                .map(
                        document ->
                                new ManifestDocument(
                                        digest, PushedManifest.OCI_MANIFEST, document));
    }

    private Optional<byte[]> content(AppName app, Path file) {
        return files.run(
                app,
                () -> {
                    try {
                        return Optional.of(Files.readAllBytes(file));
                    } catch (NoSuchFileException e) {
                        return Optional.empty();
                    }
                });
    }

    private static ContentException unknown(AppName app, Reference reference) {
        return new ContentException(
                ContentException.Code.MANIFEST_UNKNOWN,
                reference.toString().equals(Reference.Tag.LATEST)
                        ? "App '%s' has not been deployed".formatted(app)
                        : "App '%s' has no image '%s'".formatted(app, reference));
    }
}
