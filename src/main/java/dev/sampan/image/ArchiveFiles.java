package dev.sampan.image;

import java.io.IOException;
import java.io.InputStream;

/** The files of an image as somebody brings it: in an archive or in a folder. Nothing of it is trusted. */
interface ArchiveFiles {

    /** Manifests and configurations are small; nothing larger is read into memory. */
    int LARGEST_DOCUMENT = 8 << 20;

    boolean has(String name);

    /**
     * Opens a file.
     *
     * @throws InvalidImageException when there is none
     */
    InputStream open(String name) throws IOException;

    /**
     * The content of a small file.
     *
     * @throws InvalidImageException when there is none, or it is not small
     */
    default byte[] document(String name) throws IOException {
        try (InputStream content = open(name)) {
            byte[] bytes = content.readNBytes(LARGEST_DOCUMENT + 1);
            if (bytes.length > LARGEST_DOCUMENT) {
                throw new InvalidImageException(
                        "'%s' of the image is larger than 8 MiB".formatted(name));
            }
            return bytes;
        }
    }

    static InvalidImageException missing(String name) {
        return new InvalidImageException(
                "The image is not complete: it names '%s', which is not there"
                        .formatted(name.length() <= 200 ? name : name.substring(0, 200) + "…"));
    }
}
