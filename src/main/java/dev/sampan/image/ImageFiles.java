package dev.sampan.image;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Where images lie: `images/` in the OCI image layout, `layers/<diff-id>/` unpacked.
 *
 * <p>A layer is unpacked once for all images that have it, whatever lies below it there; so the key is its own digest and
 * not that of the chain. Only root enters `layers/`: files in it belong to UIDs of images, which may be users of the host.
 */
@Component
class ImageFiles {

    private final SampanHome home;

    ImageFiles(SampanHome home) {
        this.home = home;
    }

    Path images() {
        return home.resolve("images");
    }

    Path layout() {
        return images().resolve("oci-layout");
    }

    Path index() {
        return images().resolve("index.json");
    }

    /** Room that is kept for the moment when the disk is full: see {@link ImageIndex}. */
    Path spare() {
        return images().resolve(".spare");
    }

    Path blobs() {
        return images().resolve("blobs").resolve("sha256");
    }

    Path blob(Digest digest) {
        return blobs().resolve(digest.hex());
    }

    /** Each is named like a blob, and holds the digest of what was made of that: see {@link PortableImages}. */
    Path portable() {
        return images().resolve("portable");
    }

    Path portable(Digest blob) {
        return portable().resolve(blob.hex());
    }

    /** What is being written, and is worthless after a crash; on the same file system as the blobs. */
    Path unfinished() {
        return images().resolve("unfinished");
    }

    Path newUnfinished(String kind) {
        return unfinished().resolve(kind + "-" + UUID.randomUUID());
    }

    Path layers() {
        return home.resolve("layers");
    }

    Path layer(Digest diffId) {
        return layers().resolve(diffId.hex());
    }

    /** Which boot of the machine the layers were last used in. */
    Path layersBoot() {
        return layers().resolve(".boot");
    }

    /** A layer that is being unpacked, or was moved away to be deleted. */
    Path newUnfinishedLayer() {
        return unfinishedLayers().resolve(UUID.randomUUID().toString());
    }

    Path unfinishedLayers() {
        return layers().resolve(".unfinished");
    }

    /** Mount points that exist for the moment in which a root file system is put together. */
    Path lowers() {
        return home.resolve("run", "lowers");
    }

    /** Makes the folders that everything else relies on. */
    void prepare() throws IOException {
        Files.createDirectories(blobs());
        Files.createDirectories(portable());
        Files.createDirectories(unfinished());
        Files.createDirectories(unfinishedLayers());
        Files.setPosixFilePermissions(layers(), PosixFilePermissions.fromString("rwx------"));
        if (!Files.exists(layout())) {
            Path fresh = newUnfinished("layout");
            Files.writeString(fresh, "{\"imageLayoutVersion\":\"1.0.0\"}");
            Files.move(fresh, layout(), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
