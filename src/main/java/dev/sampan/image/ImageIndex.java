package dev.sampan.image;

import dev.sampan.host.FullDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names of images: `index.json`, replaced as a whole. */
final class ImageIndex {

    private static final Logger LOG = LoggerFactory.getLogger(ImageIndex.class);

    /** An index of a thousand names has about as many bytes. */
    private static final int SPARE = 1 << 18;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:/@-]{0,254}");

    private final ImageFiles files;

    ImageIndex(ImageFiles files) {
        this.files = files;
    }

    synchronized Map<String, Digest> names() throws IOException {
        Map<String, Digest> names = new TreeMap<>();
        for (OciJson.Descriptor descriptor : load()) {
            String name = descriptor.name();
            if (name != null) {
                names.put(name, descriptor.digest());
            }
        }
        return names;
    }

    synchronized void put(String name, OciJson.Descriptor manifest) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot name an image: use letters, digits and . _ : / @ - , the first a letter or digit"
                            .formatted(name));
        }
        List<OciJson.Descriptor> manifests = without(name);
        manifests.add(manifest.named(name));
        save(manifests);
    }

    /** Also when the disk is full: a name has to go before what it stands for can. */
    synchronized void remove(String name) throws IOException {
        List<OciJson.Descriptor> manifests = without(name);
        if (manifests.size() == load().size()) {
            return;
        }
        try {
            save(manifests);
        } catch (IOException e) {
            if (!FullDisk.isReasonOf(e) || !Files.deleteIfExists(files.spare())) {
                throw e;
            }
            save(manifests);
        }
    }

    /** Keeps room for the index on the disk, as far as there is some. */
    synchronized void keepSpare() throws IOException {
        if (Files.exists(files.spare())) {
            return;
        }
        Path fresh = files.newUnfinished("spare");
        try {
            Files.write(fresh, new byte[SPARE]);
            Blobs.sync(fresh);
            Files.move(fresh, files.spare(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!FullDisk.isReasonOf(e)) {
                throw e;
            }
            LOG.warn("The disk is full; images can still be used path={}", files.images());
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private List<OciJson.Descriptor> without(String name) throws IOException {
        List<OciJson.Descriptor> manifests = new ArrayList<>(load());
        manifests.removeIf(descriptor -> name.equals(descriptor.name()));
        return manifests;
    }

    private List<OciJson.Descriptor> load() throws IOException {
        Path file = files.index();
        if (!Files.exists(file)) {
            return List.of();
        }
        return OciJson.read(Files.readAllBytes(file), OciJson.Index.class, "'%s'".formatted(file))
                .manifests();
    }

    private void save(List<OciJson.Descriptor> manifests) throws IOException {
        Path fresh = files.newUnfinished("index");
        try {
            Files.write(fresh, OciJson.write(new OciJson.Index(2, OciJson.INDEX, manifests)));
            Blobs.sync(fresh);
            // No name before what it stands for is sure to be found after a crash.
            Blobs.sync(files.blobs());
            Files.move(fresh, files.index(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        Blobs.sync(files.images());
    }
}
