package dev.sampan.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes a copy of all that is read or skipped. */
final class CopyingInput extends FilterInputStream {

    private static final int SKIP = 1 << 14;

    private final OutputStream copy;

    CopyingInput(InputStream in, OutputStream copy) {
        super(in);
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            copy.write(value);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) {
            copy.write(bytes, offset, read);
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        byte[] skipped = new byte[Math.clamp(bytes, 0, SKIP)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    /** What is read a second time would be written a second time. */
    @Override
    public boolean markSupported() {
        return false;
    }
}
