package dev.sampan.image;

import dev.sampan.host.FolderTrees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps images below $SAMPAN_HOME in the OCI image layout, and their layers unpacked beside it. */
@Component
class FileImageStore implements ImageStore, AutoCloseable {

    private final ImageFiles files;
    private final Blobs blobs;
    private final ImageIndex index;
    private final LayerPacker packer;
    private final UnpackedLayers layers;
    private final LayerSync sync;
    private final Sweep sweep;
    private final ForeignImages foreign;
    private final ImageExport export;
    private final PortableImages portable;
    private final ArchiveSpool spool;
    private final ImageSpace space;
    private final Map<Digest, Image> known = new ConcurrentHashMap<>();

    private final StoreLock lock = new StoreLock();

    FileImageStore(ImageFiles files, ImageProperties properties) {
        this.files = files;
        this.blobs = new Blobs(files);
        this.index = new ImageIndex(files);
        this.packer = new LayerPacker(files);
        this.sync = new LayerSync(files);
        this.layers = new UnpackedLayers(files, blobs, properties, sync);
        this.space = new ImageSpace(files, properties);
        this.foreign = new ForeignImages(blobs, new ForeignLayers(files, layers, space));
        this.export = new ImageExport(blobs);
        this.portable = new PortableImages(files, blobs, space);
        this.sweep = new Sweep(files, properties.untaggedAge(), blobs, index, lock, portable);
        this.spool = new ArchiveSpool(files, properties.largestLayer(), space);
        try {
            files.prepare();
            sync.moveDoubtfulAway();
            sweep.removeUnfinished();
            sync.noteBoot();
            index.keepSpare();
        } catch (IOException e) {
            throw StoreLock.failure("open the image store", files.images().toString(), e);
        }
    }

    @Override
    public Optional<Image> find(Digest digest) {
        Image image = known.get(digest);
        if (image != null) {
            return Optional.of(image);
        }
        return lock.shared(
                "read image",
                digest.toString(),
                () -> {
                    if (!blobs.has(digest)) {
                        return Optional.empty();
                    }
                    Image read = ImageDocuments.read(blobs, digest);
                    known.put(digest, read);
                    return Optional.of(read);
                });
    }

    @Override
    public Image require(Digest digest) {
        return find(digest)
                .orElseThrow(
                        () ->
                                new ImageNotFoundException(
                                        "There is no image '%s'".formatted(digest)));
    }

    @Override
    public Optional<Image> tagged(String name) {
        return Optional.ofNullable(tags().get(name)).map(this::require);
    }

    @Override
    public Map<String, Digest> tags() {
        return lock.shared("read the names of images in", files.index().toString(), index::names);
    }

    @Override
    public void tag(String name, Digest digest) {
        require(digest);
        lock.shared(
                "tag image",
                name,
                () -> {
                    index.put(
                            name,
                            new OciJson.Descriptor(
                                    OciJson.MANIFEST, digest, Files.size(blobs.path(digest))));
                    return name;
                });
    }

    @Override
    public void untag(String name) {
        lock.shared(
                "untag image",
                name,
                () -> {
                    index.remove(name);
                    return name;
                });
    }

    @Override
    public Image importRootTar(Path tar, ImageConfig config) {
        return lock.shared(
                "import",
                tar.toString(),
                () -> {
                    Path fresh = files.newUnfinishedLayer();
                    try (InputStream stream = Files.newInputStream(tar)) {
                        layers.unpackTar(stream, fresh);
                        FolderTimes.fix(fresh);
                        PackedLayer layer = packer.pack(new LayerSource(fresh, "/", 0, true));
                        return store(null, fresh, layer, config, "root file system");
                    } finally {
                        FolderTrees.delete(fresh);
                    }
                });
    }

    @Override
    public Image addLayer(Digest base, LayerSource source, ImageConfig config) {
        Image below = require(base);
        return lock.shared(
                "make a layer of",
                source.directory().toString(),
                () -> {
                    Path fresh = files.newUnfinishedLayer();
                    try {
                        PackedLayer layer = packer.pack(source, fresh);
                        return store(below, fresh, layer, config, source.target());
                    } finally {
                        FolderTrees.delete(fresh);
                    }
                });
    }

    @Override
    public Image importArchive(
            InputStream archive, Optional<ImageReference> wanted, ArchiveCheck check) {
        // Without the lock: whoever sends may take hours.
        ArchiveSpool.Spooled spooled = spool.write(archive);
        Path file = spooled.file();
        try {
            check.verify(spooled.sent());
            return lock.shared(
                    "import",
                    "archive",
                    () -> {
                        Optional<TarFiles> tar = TarFiles.of(file);
                        return tar.isPresent()
                                ? remember(foreign.take(tar.get(), wanted))
                                : importRootTar(file, ImageConfig.EMPTY);
                    });
        } finally {
            spool.delete(file);
        }
    }

    @Override
    public Image importFolder(Path layout, Optional<ImageReference> wanted) {
        return lock.shared(
                "import",
                layout.toString(),
                () -> remember(foreign.take(new LayoutFolder(layout), wanted)));
    }

    @Override
    public Image importManifest(Digest manifest, Function<Digest, Optional<Path>> parts) {
        return lock.shared(
                "import",
                manifest.toString(),
                () -> remember(foreign.takeManifest(new PartFiles(parts), manifest)));
    }

    @Override
    public Map<Digest, Path> files(Digest image) {
        return lock.shared(
                "read image",
                image.toString(),
                () -> blobs.has(image) ? export.files(image) : Map.of());
    }

    @Override
    public Digest portable(Digest image) {
        require(image);
        return lock.shared("pack for other engines", image.toString(), () -> portable.make(image));
    }

    @Override
    public Set<Digest> forms(Digest image) {
        return lock.shared("read image", image.toString(), () -> portable.forms(image));
    }

    /** Takes an image whose parts were fetched from a registry. */
    Image importParts(byte[] config, List<ForeignLayers.Content> packedLayers) {
        return lock.shared(
                "import",
                "image from a registry",
                () -> remember(foreign.take(config, packedLayers)));
    }

    @Override
    public void exportArchive(Digest image, ImageReference name, OutputStream target) {
        Digest portable = portable(image);
        try {
            // Without the lock: whoever receives may take hours.
            export.writeArchive(portable, name, target);
        } catch (IOException e) {
            throw StoreLock.failure("export image", image.toString(), e);
        }
    }

    private Image remember(Image image) {
        known.put(image.digest(), image);
        return image;
    }

    @Override
    public SweepResult sweep(Collection<Digest> inUse) {
        return sweep.run(inUse, known::clear);
    }

    @Override
    public SweepResult sweepable(Collection<Digest> inUse, Collection<String> without) {
        return sweep.measure(inUse, without);
    }

    @Override
    public boolean touch(Digest digest) {
        return lock.shared(
                "keep image",
                digest.toString(),
                () -> {
                    if (!blobs.has(digest)) {
                        return false;
                    }
                    OciJson.Manifest manifest = ImageDocuments.manifest(blobs, digest);
                    Image image = ImageDocuments.read(blobs, digest);
                    boolean whole = blobs.touch(manifest.config().digest());
                    for (OciJson.Descriptor layer : manifest.layers()) {
                        whole = blobs.touch(layer.digest()) && whole;
                    }
                    for (Digest layer : image.layers()) {
                        layers.touch(layer);
                    }
                    return blobs.touch(digest) && whole;
                });
    }

    /** Whether a blob is there; if so, no sweep takes it for a while. */
    boolean holdBlob(Digest digest) {
        return lock.shared("keep blob", digest.toString(), () -> blobs.touch(digest));
    }

    @Override
    public void requireRoom(String what, Optional<Digest> like) {
        long packed =
                lock.shared(
                        "look at image",
                        like.map(Digest::toString).orElse(""),
                        () ->
                                like.isPresent() && blobs.has(like.get())
                                        ? ImageDocuments.manifest(blobs, like.get())
                                                .layers()
                                                .getLast()
                                                .size()
                                        : 0L);
        space.requireForPacked(what, packed);
    }

    /** Checks that layers of so many bytes, compressed, fit beside what is there. */
    void requireRoom(String what, long packed) {
        space.requireForPacked(what, packed);
    }

    /** The folders of an image's layers, the base first; a missing one is unpacked again. */
    List<Path> layerFolders(Image image) {
        return lock.shared(
                "unpack image",
                image.digest().toString(),
                () -> {
                    List<Path> folders = new ArrayList<>();
                    OciJson.@Nullable Manifest manifest = null;
                    for (int i = 0; i < image.layers().size(); i++) {
                        Digest diffId = image.layers().get(i);
                        if (layers.has(diffId)) {
                            folders.add(files.layer(diffId));
                            continue;
                        }
                        if (manifest == null) {
                            manifest = ImageDocuments.manifest(blobs, image.digest());
                        }
                        folders.add(layers.require(diffId, manifest.layers().get(i)));
                    }
                    return folders;
                });
    }

    private Image store(
            @Nullable Image below,
            Path unpacked,
            PackedLayer layer,
            ImageConfig config,
            String createdBy)
            throws IOException {
        try {
            layers.place(unpacked, layer.diffId());
            Image image = ImageDocuments.write(blobs, below, layer, config, createdBy);
            known.put(image.digest(), image);
            return image;
        } finally {
            Files.deleteIfExists(layer.blob().file());
        }
    }

    /** Ends when every layer is on the disk. */
    @Override
    public void close() {
        sync.close();
    }
}
