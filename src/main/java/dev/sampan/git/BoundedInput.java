package dev.sampan.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a client sends, up to a limit. JGit's own limit takes the end of what has arrived for the end of the pack, and calls
 * it damaged.
 */
final class BoundedInput extends FilterInputStream {

    private final long most;
    private long read;

    BoundedInput(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    /** Whether the client wanted to send more. */
    boolean exceeded() {
        return read > most;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        count(Math.max(0, count));
        return count;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    private void count(long more) throws IOException {
        read += more;
        if (exceeded()) {
            throw new IOException("the push is larger than %d bytes".formatted(most));
        }
    }
}
