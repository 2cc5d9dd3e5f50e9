package dev.sampan.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream on a thread of its own, some blocks ahead of whoever uses it: to decompress takes one processor, to hash
 * or to make files of it another.
 */
final class ReadAhead extends InputStream {

    private static final int BLOCK = 1 << 17;
    private static final int BLOCKS = 16;

    /** What was read: bytes, the end, or why there are no more. */
    private static final class Block {

        private final byte[] bytes;
        private final int length;
        private final @Nullable Throwable failure;

        Block(byte[] bytes, int length, @Nullable Throwable failure) {
            this.bytes = bytes;
            this.length = length;
            this.failure = failure;
        }
    }

    private final InputStream source;
    private final BlockingQueue<Block> ahead = new ArrayBlockingQueue<>(BLOCKS);
    private final BlockingQueue<byte[]> used = new ArrayBlockingQueue<>(BLOCKS);
    private final Thread reader;
    private Block current = new Block(new byte[0], 0, null);
    private int position;
    private boolean ended;

    /** Starts to read; the source belongs to this until {@link #close}, which leaves it open. */
    ReadAhead(InputStream source) {
        this.source = source;
        this.reader = Thread.ofPlatform().daemon().name("layer-read-ahead").start(this::readAll);
    }

    private void readAll() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                byte[] bytes = used.poll();
                if (bytes == null) {
                    bytes = new byte[BLOCK];
                }
                int length = source.readNBytes(bytes, 0, BLOCK);
                if (length > 0) {
                    ahead.put(new Block(bytes, length, null));
                }
                if (length < BLOCK) {
                    ahead.put(new Block(bytes, -1, null));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            tell(e);
        }
    }

    private void tell(Throwable failure) {
        try {
            ahead.put(new Block(new byte[0], -1, failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!has()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current.bytes, position, bytes, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long bytes) throws IOException {
        if (bytes <= 0 || !has()) {
            return 0;
        }
        int count = (int) Math.min(bytes, current.length - position);
        position += count;
        return count;
    }

    /** Whether there is something to read, once it is known. */
    private boolean has() throws IOException {
        while (!ended && position >= current.length) {
            if (current.bytes.length == BLOCK) {
                var _ = used.offer(current.bytes);
            }
            current = next();
            position = 0;
            ended = current.length < 0;
        }
        Throwable failure = current.failure;
        if (failure != null) {
            throw Parallel.rethrow(failure);
        }
        return !ended;
    }

    private Block next() throws IOException {
        try {
            return ahead.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        }
    }

    /** Returns when nobody reads the source any more. */
    @Override
    public void close() {
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            ahead.clear();
            try {
                reader.join(10);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
