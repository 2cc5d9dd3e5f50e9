package dev.sampan.image;

import com.github.luben.zstd.ZstdInputStream;
import dev.sampan.host.FolderTrees;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Layers as folders: each is whole as soon as it is there, and is never changed afterwards. */
final class UnpackedLayers {

    private static final Logger LOG = LoggerFactory.getLogger(UnpackedLayers.class);
    private static final int BUFFER = 1 << 16;

    private final ImageFiles files;
    private final Blobs blobs;
    private final ImageProperties bounds;
    private final LayerSync sync;

    UnpackedLayers(ImageFiles files, Blobs blobs, ImageProperties bounds, LayerSync sync) {
        this.files = files;
        this.blobs = blobs;
        this.bounds = bounds;
        this.sync = sync;
    }

    boolean has(Digest diffId) {
        return Files.isDirectory(files.layer(diffId));
    }

    /** The folder of a layer; unpacked from its blob when it is not there. */
    Path require(Digest diffId, OciJson.Descriptor blob) throws IOException {
        if (!has(diffId)) {
            Path fresh = files.newUnfinishedLayer();
            try {
                unpack(diffId, blob, fresh);
                place(fresh, diffId);
            } finally {
                FolderTrees.delete(fresh);
            }
        }
        return files.layer(diffId);
    }

    /** Makes a layer count as new, so that a sweep leaves it; does nothing when it is not unpacked. */
    void touch(Digest diffId) throws IOException {
        try {
            touch(files.layer(diffId));
        } catch (NoSuchFileException e) {
            LOG.debug("Layer is not unpacked layer={}", diffId);
        }
    }

    /** Takes a finished folder as the layer with this digest; when there is one already, the folder stays. */
    void place(Path fresh, Digest diffId) throws IOException {
        Path target = files.layer(diffId);
        try {
            if (!has(diffId)) {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
                sync.published();
                return;
            }
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (!has(diffId)) {
                throw e;
            }
        }
        touch(target);
    }

    /** Unpacks any tar that nobody vouches for into a new folder. */
    void unpackTar(InputStream tar, Path fresh) throws IOException {
        try (FolderLayerSink sink = new FolderLayerSink(fresh);
                ReadAhead ahead = new ReadAhead(tar)) {
            new LayerReader(bounds, note -> LOG.info("Unpacking a layer: {}", note))
                    .read(ahead, sink);
            sink.finish();
        }
    }

    private void unpack(Digest diffId, OciJson.Descriptor blob, Path fresh) throws IOException {
        MessageDigest packed = Digest.newSha256();
        MessageDigest plain = Digest.newSha256();
        try (InputStream file =
                        new DigestInputStream(
                                new BufferedInputStream(
                                        Files.newInputStream(blobs.path(blob.digest())), BUFFER),
                                packed);
                InputStream tar =
                        new DigestInputStream(new ReadAhead(decompress(file, blob)), plain)) {
            unpackTar(tar, fresh);
            tar.transferTo(OutputStream.nullOutputStream());
            file.transferTo(OutputStream.nullOutputStream());
        } catch (InvalidLayerException | IOException e) {
            refuseChanged(blob.digest(), e);
            throw e;
        }
        expect(blob.digest(), Digest.from(packed));
        expect(diffId, Digest.from(plain));
    }

    private static InputStream decompress(InputStream file, OciJson.Descriptor blob)
            throws IOException {
        String type = blob.mediaType();
        if (type.endsWith("+zstd")) {
            return new ZstdInputStream(file);
        }
        if (type.endsWith("gzip")) {
            return new GZIPInputStream(file, BUFFER);
        }
        if (type.endsWith(".tar")) {
            return file;
        }
        throw new InvalidLayerException(
                "Layer '%s' has the media type '%s', which is not known here"
                        .formatted(blob.digest(), type));
    }

    /** A blob that cannot be read may have been damaged on the disk, which is what the user has to know then. */
    private void refuseChanged(Digest blob, Exception reason) throws IOException {
        MessageDigest found = Digest.newSha256();
        try (InputStream file =
                new DigestInputStream(Files.newInputStream(blobs.path(blob)), found)) {
            file.transferTo(OutputStream.nullOutputStream());
        }
        if (!blob.equals(Digest.from(found))) {
            throw changed(blob, Digest.from(found), reason);
        }
    }

    private static void expect(Digest wanted, Digest found) {
        if (!wanted.equals(found)) {
            throw changed(wanted, found, null);
        }
    }

    private static DamagedImageException changed(
            Digest wanted, Digest found, @Nullable Exception reason) {
        return new DamagedImageException(
                "Layer '%s' was changed: its content has the digest '%s'. Build the image again"
                        .formatted(wanted, found),
                reason);
    }

    /** Sets the time to what it was, whereby the kernel notes that the folder was dealt with now: see {@link Sweep}. */
    private static void touch(Path folder) throws IOException {
        FileTime time = Files.getLastModifiedTime(folder);
        Files.setLastModifiedTime(folder, time);
    }
}
