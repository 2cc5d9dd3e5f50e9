package dev.sampan.image;

import dev.sampan.host.FolderTrees;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Takes layers that were packed elsewhere: unpacks them beside the others, whatever is in them, and keeps the blobs. */
final class ForeignLayers {

    private static final int BUFFER = 1 << 16;

    private final ImageFiles files;
    private final UnpackedLayers layers;
    private final ImageSpace space;

    ForeignLayers(ImageFiles files, UnpackedLayers layers, ImageSpace space) {
        this.files = files;
        this.layers = layers;
        this.space = space;
    }

    /** Opens the packed layer at its begin; called at most twice. */
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Unpacks a layer. A blob that is not compressed is, so that it takes less room here.
     *
     * @param wanted the digest that the configuration of its image says
     * @throws InvalidLayerException when it has another one, or when an entry of it cannot be taken
     * @throws ImageSpaceException when the disk has no room for the rest of it
     */
    PackedLayer take(Content content, Digest wanted) throws IOException {
        Path fresh = files.newUnfinishedLayer();
        Path blob = files.newUnfinished("layer");
        MessageDigest plain = Digest.newSha256();
        MessageDigest packed = Digest.newSha256();
        boolean taken = false;
        try {
            Compression compression;
            try (OutputStream file =
                            new DigestOutputStream(
                                    new BufferedOutputStream(
                                            Files.newOutputStream(
                                                    blob, StandardOpenOption.CREATE_NEW),
                                            BUFFER),
                                    packed);
                    BufferedInputStream raw = new BufferedInputStream(content.open(), BUFFER)) {
                compression = Compression.of(raw);
                unpack(raw, compression, file, plain, fresh);
            }
            Digest found = Digest.from(plain);
            if (!found.equals(wanted)) {
                throw new InvalidLayerException(
                        "A layer has the digest '%s', but the configuration of its image says '%s'"
                                .formatted(found, wanted));
            }
            layers.place(fresh, found);
            taken = true;
            return new PackedLayer(
                    found,
                    new Blobs.Staged(
                            blob,
                            new OciJson.Descriptor(
                                    compression == Compression.GZIP
                                            ? OciJson.LAYER_GZIP
                                            : OciJson.LAYER_ZSTD,
                                    Digest.from(packed),
                                    Files.size(blob))));
        } finally {
            FolderTrees.delete(fresh);
            if (!taken) {
                Files.deleteIfExists(blob);
            }
        }
    }

    private void unpack(
            BufferedInputStream raw,
            Compression compression,
            OutputStream file,
            MessageDigest plain,
            Path fresh)
            throws IOException {
        if (compression == Compression.NONE) {
            OutputStream compressed = Compression.zstd(file);
            try (compressed;
                    WriteBehind behind = new WriteBehind(compressed);
                    InputStream tar =
                            new RoomInput(
                                    new CopyingInput(new DigestInputStream(raw, plain), behind),
                                    space)) {
                layers.unpackTar(tar, fresh);
                tar.transferTo(OutputStream.nullOutputStream());
            }
            return;
        }
        // To decompress takes one processor, to hash another.
        try (WriteBehind behind = new WriteBehind(file);
                InputStream copied = new CopyingInput(raw, behind);
                InputStream tar =
                        new RoomInput(
                                new DigestInputStream(
                                        new ReadAhead(compression.open(copied)), plain),
                                space)) {
            layers.unpackTar(tar, fresh);
            tar.transferTo(OutputStream.nullOutputStream());
            copied.transferTo(OutputStream.nullOutputStream());
        }
    }
}
