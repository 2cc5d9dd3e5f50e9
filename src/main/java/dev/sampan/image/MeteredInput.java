package dev.sampan.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gives no more bytes than were allowed last. A tar's own headers are read into memory whole, and one that is packed well
 * can say a lot in a few bytes.
 */
final class MeteredInput extends FilterInputStream {

    private long left;

    MeteredInput(InputStream in) {
        super(in);
    }

    /** Allows so many bytes from here on, whatever was left before. */
    void allow(long bytes) {
        left = bytes;
    }

    @Override
    public int read() throws IOException {
        spend(1);
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        spend(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        spend(skipped);
        return skipped;
    }

    private void spend(long bytes) {
        left -= bytes;
        if (left < 0) {
            throw new InvalidLayerException(
                    "The tar of the layer has headers, or bytes behind its end, beyond all measure");
        }
    }
}
