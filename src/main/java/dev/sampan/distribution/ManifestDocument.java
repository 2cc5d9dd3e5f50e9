package dev.sampan.distribution;

import dev.sampan.image.Digest;
import java.io.IOException;
import java.io.OutputStream;

/** A manifest or an index, byte for byte as its digest says. */
public final class ManifestDocument {

    private final Digest digest;
    private final String mediaType;
    private final byte[] content;

    ManifestDocument(Digest digest, String mediaType, byte[] content) {
        this.digest = digest;
        this.mediaType = mediaType;
        this.content = content.clone();
    }

    byte[] content() {
        return content.clone();
    }

    public Digest digest() {
        return digest;
    }

    public String mediaType() {
        return mediaType;
    }

    /** In bytes. */
    public int size() {
        return content.length;
    }

    public void write(OutputStream target) throws IOException {
        target.write(content);
    }
}
