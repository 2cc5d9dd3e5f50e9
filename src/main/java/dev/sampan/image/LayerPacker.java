package dev.sampan.image;

import dev.sampan.image.LayerEntry.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;

/** Packs folders into layers. */
final class LayerPacker {

    private static final int BUFFER = 1 << 16;

    private final ImageFiles files;

    LayerPacker(ImageFiles files) {
        this.files = files;
    }

    /**
     * Packs a folder and writes the same layer unpacked into a new folder, from one reading, so that both have the same
     * in them whatever is done to the files meanwhile.
     */
    PackedLayer pack(LayerSource source, Path unpacked) throws IOException {
        try (FolderLayerSink folder = new FolderLayerSink(unpacked)) {
            PackedLayer layer = pack(source, tar -> new BothSinks(tar, folder));
            folder.finish();
            return layer;
        }
    }

    /** Packs a folder. The blob is not in the store yet. */
    PackedLayer pack(LayerSource source) throws IOException {
        return pack(source, UnaryOperator.identity());
    }

    private PackedLayer pack(LayerSource source, UnaryOperator<LayerSink> more) throws IOException {
        Path blob = files.newUnfinished("layer");
        MessageDigest plain = Digest.newSha256();
        MessageDigest packed = Digest.newSha256();
        try {
            try (OutputStream file =
                            Files.newOutputStream(
                                    blob, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream compressed =
                            Compression.zstd(
                                    new DigestOutputStream(
                                            new BufferedOutputStream(file, BUFFER), packed));
                    WriteBehind behind =
                            new WriteBehind(new DigestOutputStream(compressed, plain));
                    TarLayerSink tar = new TarLayerSink(behind)) {
                copy(source, more.apply(tar));
            }
            return new PackedLayer(
                    Digest.from(plain),
                    new Blobs.Staged(
                            blob,
                            new OciJson.Descriptor(
                                    OciJson.LAYER_ZSTD, Digest.from(packed), Files.size(blob))));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(blob);
            throw e;
        }
    }

    private static void copy(LayerSource source, LayerSink sink) throws IOException {
        byte[] buffer = new byte[BUFFER];
        new FolderReader(source)
                .read(
                        (entry, path) -> {
                            if (entry.kind() == Kind.FILE) {
                                copyFile(entry, path, sink, buffer);
                            } else {
                                sink.add(entry);
                            }
                        });
    }

    private static void copyFile(LayerEntry entry, Path path, LayerSink sink, byte[] buffer)
            throws IOException {
        long copied = 0;
        try (InputStream content =
                        Files.newInputStream(
                                path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                OutputStream target = sink.addFile(entry)) {
            int read;
            while ((read = content.read(buffer)) > 0) {
                copied += read;
                if (copied > entry.size()) {
                    break;
                }
                target.write(buffer, 0, read);
            }
            if (copied != entry.size()) {
                throw new InvalidLayerException(
                        "File '%s' changed while it was read".formatted(path));
            }
        }
    }
}
