package dev.sampan;

import dev.sampan.image.Digest;
import dev.sampan.image.Image;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.image.LayerSource;
import dev.sampan.image.SweepResult;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image store in which every image exists and is empty. */
final class FakeImages implements ImageStore {

    @Override
    public Optional<Image> find(Digest digest) {
        return Optional.of(require(digest));
    }

    @Override
    public Image require(Digest digest) {
        return new Image(digest, List.of(), ImageConfig.EMPTY);
    }

    @Override
    public Optional<Image> tagged(String name) {
        return Optional.empty();
    }

    @Override
    public Map<String, Digest> tags() {
        return Map.of();
    }

    @Override
    public void tag(String name, Digest digest) {}

    @Override
    public void untag(String name) {}

    @Override
    public Image importRootTar(Path tar, ImageConfig config) {
        throw new UnsupportedOperationException("Nothing is imported here");
    }

    @Override
    public Image addLayer(Digest base, LayerSource source, ImageConfig config) {
        throw new UnsupportedOperationException("Nothing is added here");
    }

    @Override
    public SweepResult sweep(Collection<Digest> inUse) {
        throw new UnsupportedOperationException("Nothing is swept here");
    }
}
