package dev.sampan.image;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The same images as engines of any age read them. Layers are packed by zstd here, since every push waits for it; Docker
 * knows that from 23 on, and others never will, but nothing in the protocols lets them say so. So what leaves the machine
 * has layers of gzip instead, below a manifest of its own with the same configuration, and thereby the same ID.
 *
 * <p>They are made when they are first wanted and stay as long as what they were made of, so that a digest which somebody
 * has pulled goes on to be found.
 */
final class PortableImages {

    private static final int BUFFER = 1 << 16;

    private final ImageFiles files;
    private final Blobs blobs;
    private final ImageSpace space;

    PortableImages(ImageFiles files, Blobs blobs, ImageSpace space) {
        this.files = files;
        this.blobs = blobs;
        this.space = space;
    }

    /**
     * The form of an image that every engine reads: itself when no layer is zstd. One is made at a time.
     *
     * @throws ImageSpaceException when the disk has no room for its layers
     * @throws DamagedImageException when a layer is not what it was
     */
    synchronized Digest make(Digest image) throws IOException {
        OciJson.Manifest manifest = ImageDocuments.manifest(blobs, image);
        Optional<Digest> made = find(image);
        if (made.isPresent() || manifest.layers().stream().noneMatch(PortableImages::isZstd)) {
            return made.orElse(image);
        }
        List<Digest> diffIds = ImageDocuments.config(blobs, manifest).rootfs().diffIds();
        List<OciJson.Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            layers.add(layer(manifest.layers().get(i), diffIds.get(i)));
        }
        Blobs.Staged portable =
                blobs.stage(
                        OciJson.MANIFEST,
                        OciJson.write(
                                new OciJson.Manifest(
                                        2, OciJson.MANIFEST, manifest.config(), layers)));
        blobs.place(List.of(portable));
        remember(image, portable.blob().digest());
        return portable.blob().digest();
    }

    /** What was made of a manifest or a layer, while it is there. */
    Optional<Digest> find(Digest blob) throws IOException {
        try {
            return Optional.of(Digest.parse(Files.readString(files.portable(blob))))
                    .filter(blobs::has);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** An image and what was made of it; empty when there is no such image. */
    Set<Digest> forms(Digest image) throws IOException {
        if (!blobs.has(image)) {
            return Set.of();
        }
        Set<Digest> forms = new LinkedHashSet<>(Set.of(image));
        find(image).ifPresent(forms::add);
        return forms;
    }

    /** Forgets what was made of blobs that are gone. */
    void forgetGone() throws IOException {
        try (Stream<Path> pointers = Files.list(files.portable())) {
            for (Path pointer : pointers.toList()) {
                if (!blobs.has(Digest.ofHex(pointer.getFileName().toString()))) {
                    Files.delete(pointer);
                }
            }
        }
    }

    private OciJson.Descriptor layer(OciJson.Descriptor layer, Digest diffId) throws IOException {
        if (!isZstd(layer)) {
            return layer;
        }
        Optional<Digest> made = find(layer.digest());
        if (made.isPresent()) {
            return new OciJson.Descriptor(
                    OciJson.LAYER_GZIP, made.get(), Files.size(blobs.path(made.get())));
        }
        space.require(
                "Layer '%s' in a form that every engine reads".formatted(layer.digest()),
                2 * layer.size(),
                "its %d bytes of zstd, packed by gzip".formatted(layer.size()));
        Path fresh = files.newUnfinished("layer");
        try {
            OciJson.Descriptor packed = repack(blobs.path(layer.digest()), diffId, fresh);
            blobs.place(List.of(new Blobs.Staged(fresh, packed)));
            remember(layer.digest(), packed.digest());
            return packed;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static OciJson.Descriptor repack(Path zstd, Digest diffId, Path fresh)
            throws IOException {
        MessageDigest plain = Digest.newSha256();
        MessageDigest packed = Digest.newSha256();
        try (InputStream file =
                        new BufferedInputStream(
                                Files.newInputStream(zstd, StandardOpenOption.READ), BUFFER);
                InputStream tar = new DigestInputStream(new ZstdInputStream(file), plain);
                OutputStream target =
                        new DigestOutputStream(
                                new BufferedOutputStream(
                                        Files.newOutputStream(fresh, StandardOpenOption.CREATE_NEW),
                                        BUFFER),
                                packed);
                OutputStream gzip = new FastGzip(target);
                WriteBehind behind = new WriteBehind(gzip)) {
            tar.transferTo(behind);
        }
        if (!Digest.from(plain).equals(diffId)) {
            throw new DamagedImageException(
                    "Layer '%s' was changed: its content has the digest '%s'. Build the image again"
                            .formatted(diffId, Digest.from(plain)));
        }
        return new OciJson.Descriptor(OciJson.LAYER_GZIP, Digest.from(packed), Files.size(fresh));
    }

    private void remember(Digest blob, Digest made) throws IOException {
        Path fresh = files.newUnfinished("portable");
        Files.write(fresh, made.value().getBytes(StandardCharsets.US_ASCII));
        Blobs.sync(fresh);
        Files.move(fresh, files.portable(blob), StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isZstd(OciJson.Descriptor layer) {
        return layer.mediaType().equals(OciJson.LAYER_ZSTD);
    }

    /** Whoever pulls waits for it, so it is the fastest level. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream target) throws IOException {
            super(target, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
