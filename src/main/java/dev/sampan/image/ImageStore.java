package dev.sampan.image;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The images of this machine.
 *
 * <p>This is the second of the two seams behind which everything that needs root is kept: nothing above it touches the
 * files of layers.
 */
public interface ImageStore {

    Optional<Image> find(Digest digest);

    /**
     * The image with this digest.
     *
     * @throws ImageNotFoundException when there is none
     */
    Image require(Digest digest);

    Optional<Image> tagged(String name);

    /** All names, in order, and what they stand for. */
    Map<String, Digest> tags();

    /** Gives an image a name; a name stands for one image at a time. An image without a name is swept away some day. */
    void tag(String name, Digest digest);

    /** Takes a name away; does nothing when there is none. */
    void untag(String name);

    /**
     * Makes a base image of a tar of a whole root file system.
     *
     * @throws InvalidLayerException when an entry of it cannot be taken; nothing is left of it
     */
    Image importRootTar(Path tar, ImageConfig config);

    /**
     * Makes an image that has one layer more than another. The same files over the same image give the same digest.
     *
     * @throws InvalidLayerException when a file of it cannot be taken; nothing is left of it
     */
    Image addLayer(Digest base, LayerSource source, ImageConfig config);

    /**
     * Takes an image that somebody sends: what `docker save` writes, an OCI layout in a tar, or the tar of a root file
     * system as `docker export` writes it, each perhaps compressed.
     *
     * @param archive read to its end
     * @param wanted which image, when there are several in the archive
     * @param check asked when all has come and nothing is unpacked
     * @throws InvalidImageException when it cannot be run here, or is not complete
     * @throws InvalidLayerException when an entry of a layer cannot be taken; nothing is left of it
     */
    Image importArchive(InputStream archive, Optional<ImageReference> wanted, ArchiveCheck check);

    /** Takes an image that somebody sends and that nobody has to vouch for. */
    default Image importArchive(InputStream archive, Optional<ImageReference> wanted) {
        return importArchive(archive, wanted, _ -> {});
    }

    /** Decides whether an archive may be unpacked. */
    @FunctionalInterface
    interface ArchiveCheck {
        /**
         * Refuses an archive by throwing.
         *
         * @param sent the digest of its bytes as they were sent
         */
        void verify(Digest sent);
    }

    /** Takes an image from a folder with an OCI layout, to which nobody writes any more. */
    Image importFolder(Path layout, Optional<ImageReference> wanted);

    /**
     * Takes an image whose parts lie as files of their own.
     *
     * @param manifest the digest of its manifest, or of an index that has one for this machine
     * @param parts gives the file with the content of a digest; nobody writes to it any more
     * @throws InvalidImageException when it cannot be run here, or is not complete
     * @throws InvalidLayerException when an entry of a layer cannot be taken; nothing is left of it
     */
    Image importManifest(Digest manifest, Function<Digest, Optional<Path>> parts);

    /**
     * The files of which an image consists, by their digests: its manifest, its configuration and its packed layers.
     * Empty when there is no such image; what is read from a file must be opened before the image loses its last name.
     */
    Map<Digest, Path> files(Digest image);

    /**
     * The form of an image that engines of any age read: where a layer is zstd here, it is gzip there. It is made when it
     * is not here yet, about 100 MiB a second, stays as long as the image, and is the image itself when that has no such
     * layer.
     *
     * @throws ImageNotFoundException when there is no such image
     * @throws ImageSpaceException when the disk has no room for its layers
     */
    Digest portable(Digest image);

    /** An image, and its portable form once that was made; empty when there is no such image. */
    Set<Digest> forms(Digest image);

    /** Writes an image as a tar that other engines take: an OCI layout, which any `docker load` reads as well. */
    void exportArchive(Digest image, ImageReference name, OutputStream target);

    /**
     * Removes what no name reaches and no one needs, unless it is so new that it may be about to get a name.
     *
     * @param inUse images that must stay although they may have no name: those of running containers
     */
    SweepResult sweep(Collection<Digest> inUse);

    /**
     * What {@link #sweep} would remove if some names were gone; nothing is.
     *
     * @param without these names
     */
    SweepResult sweepable(Collection<Digest> inUse, Collection<String> without);

    /**
     * Makes an image count as new, so that no sweep takes it from somebody who is about to build on it.
     *
     * @return false when it is not whole
     */
    boolean touch(Digest digest);

    /**
     * Checks that one more image fits on the disk.
     *
     * @param what it is, for people
     * @param like an image whose last layer is about as large; empty when there is none yet
     * @throws ImageSpaceException when it does not
     */
    void requireRoom(String what, Optional<Digest> like);
}
