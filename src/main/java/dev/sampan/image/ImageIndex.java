package dev.sampan.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The names of images: `index.json`, replaced as a whole. */
final class ImageIndex {

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

    synchronized void remove(String name) throws IOException {
        List<OciJson.Descriptor> manifests = without(name);
        if (manifests.size() != load().size()) {
            save(manifests);
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
        Files.write(fresh, OciJson.write(new OciJson.Index(2, OciJson.INDEX, manifests)));
        Blobs.sync(fresh);
        // No name before what it stands for is sure to be found after a crash.
        Blobs.sync(files.blobs());
        Files.move(fresh, files.index(), StandardCopyOption.ATOMIC_MOVE);
        Blobs.sync(files.images());
    }
}
