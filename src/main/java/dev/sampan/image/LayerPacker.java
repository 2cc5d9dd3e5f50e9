package dev.sampan.image;

import com.github.luben.zstd.ZstdOutputStream;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Packs folders into layers. */
final class LayerPacker {

    private static final int BUFFER = 1 << 16;

    /** The fastest ordinary level, since every push waits for it; it costs far less time than hashing. */
    private static final int COMPRESSION = 1;

    private final ImageFiles files;

    LayerPacker(ImageFiles files) {
        this.files = files;
    }

    /**
     * Packs a folder, and on a second thread writes the same layer unpacked into a new folder: hashing and making files
     * take about the same time.
     */
    PackedLayer pack(LayerSource source, Path unpacked) throws IOException {
        Path blob = files.newUnfinished("layer");
        List<Callable<Optional<PackedLayer>>> parts =
                List.of(
                        () -> Optional.of(pack(source, blob, COMPRESSION)),
                        () -> {
                            try (FolderLayerSink folder = new FolderLayerSink(unpacked)) {
                                copy(source, folder);
                                folder.finish();
                            }
                            return Optional.empty();
                        });
        try {
            return Parallel.run(parts).getFirst().orElseThrow();
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(blob);
            throw e;
        }
    }

    /** Packs a folder. The blob is not in the store yet. */
    PackedLayer pack(LayerSource source) throws IOException {
        Path blob = files.newUnfinished("layer");
        try {
            return pack(source, blob, COMPRESSION);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(blob);
            throw e;
        }
    }

    private static PackedLayer pack(LayerSource source, Path blob, int compression)
            throws IOException {
        MessageDigest plain = Digest.newSha256();
        MessageDigest packed = Digest.newSha256();
        try (OutputStream file =
                        Files.newOutputStream(
                                blob, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream compressed =
                        new ZstdOutputStream(
                                new DigestOutputStream(
                                        new BufferedOutputStream(file, BUFFER), packed),
                                compression);
                WriteBehind behind = new WriteBehind(new DigestOutputStream(compressed, plain));
                TarLayerSink tar = new TarLayerSink(behind)) {
            copy(source, tar);
        }
        OciJson.Descriptor descriptor =
                new OciJson.Descriptor(OciJson.LAYER_ZSTD, Digest.from(packed), Files.size(blob));
        return new PackedLayer(Digest.from(plain), new Blobs.Staged(blob, descriptor));
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
