package dev.sampan;

import dev.sampan.image.Digest;
import dev.sampan.image.Image;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageReference;
import dev.sampan.image.ImageStore;
import dev.sampan.image.LayerSource;
import dev.sampan.image.SweepResult;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** An image store in which every image exists and is empty, until it is swept with those that are in use. */
public final class FakeImages implements ImageStore {

    private static final ImageConfig CONFIG =
            new ImageConfig(Map.of(), "/", "0:0", List.of(), List.of("run"), Map.of());

    private final Set<Digest> gone = ConcurrentHashMap.newKeySet();
    private final Set<Digest> asked = ConcurrentHashMap.newKeySet();
    private final Map<String, Digest> tags = new ConcurrentHashMap<>();

    @Override
    public Optional<Image> find(Digest digest) {
        asked.add(digest);
        return gone.contains(digest) ? Optional.empty() : Optional.of(require(digest));
    }

    @Override
    public Image require(Digest digest) {
        asked.add(digest);
        return new Image(digest, List.of(), CONFIG);
    }

    /** Base images are there, and nothing else that is looked for by its name. */
    @Override
    public Optional<Image> tagged(String name) {
        return name.startsWith("stack/")
                ? Optional.of(require(Digest.of(name.getBytes(StandardCharsets.UTF_8))))
                : Optional.empty();
    }

    @Override
    public Map<String, Digest> tags() {
        return Map.copyOf(tags);
    }

    @Override
    public void tag(String name, Digest digest) {
        tags.put(name, digest);
    }

    @Override
    public void untag(String name) {
        tags.remove(name);
    }

    @Override
    public Image importRootTar(Path tar, ImageConfig config) {
        throw new UnsupportedOperationException("Nothing is imported here");
    }

    @Override
    public Image addLayer(Digest base, LayerSource source, ImageConfig config) {
        throw new UnsupportedOperationException("Nothing is added here");
    }

    /** The digest of what was sent stands for the image. */
    @Override
    public Image importArchive(
            InputStream archive, Optional<ImageReference> wanted, ArchiveCheck check) {
        try {
            Digest sent = Digest.of(archive.readAllBytes());
            check.verify(sent);
            return require(sent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Image importFolder(Path layout, Optional<ImageReference> wanted) {
        throw new UnsupportedOperationException("Nothing is imported here");
    }

    @Override
    public Image importManifest(Digest manifest, Function<Digest, Optional<Path>> parts) {
        return require(manifest);
    }

    @Override
    public Map<Digest, Path> files(Digest image) {
        return Map.of();
    }

    @Override
    public Digest portable(Digest image) {
        return image;
    }

    @Override
    public Set<Digest> forms(Digest image) {
        return find(image).map(Image::digest).map(Set::of).orElse(Set.of());
    }

    @Override
    public void exportArchive(Digest image, ImageReference name, OutputStream target) {
        throw new UnsupportedOperationException("Nothing is exported here");
    }

    @Override
    public SweepResult sweep(Collection<Digest> inUse) {
        gone.addAll(asked);
        gone.removeAll(inUse);
        return new SweepResult(0, gone.size(), DataSize.ofBytes(0));
    }

    @Override
    public SweepResult sweepable(Collection<Digest> inUse, Collection<String> without) {
        Set<Digest> unneeded = new HashSet<>(asked);
        unneeded.removeAll(inUse);
        return new SweepResult(0, unneeded.size(), DataSize.ofBytes(0));
    }

    @Override
    public boolean touch(Digest digest) {
        return !gone.contains(digest);
    }

    @Override
    public void requireRoom(String what, Optional<Digest> like) {}
}
