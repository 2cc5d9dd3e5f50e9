package dev.sampan.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a stream on a thread of its own, some blocks behind whoever fills it: to read files takes one processor, to
 * hash and to compress them another.
 */
final class WriteBehind extends OutputStream {

    private static final int BLOCK = 1 << 17;
    private static final int BLOCKS = 16;

    /** Bytes to be written; the end when there are none. */
    private static final class Block {

        private final byte[] bytes;
        private final int length;

        Block(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }
    }

    private final OutputStream target;
    private final BlockingQueue<Block> behind = new ArrayBlockingQueue<>(BLOCKS);
    private final BlockingQueue<byte[]> used = new ArrayBlockingQueue<>(BLOCKS);
    private final Thread writer;
    private volatile @Nullable Throwable failure;
    private byte[] current = new byte[BLOCK];
    private int length;
    private boolean closed;

    /** Starts to write; the target is left open by {@link #close}, and whole then. */
    WriteBehind(OutputStream target) {
        this.target = target;
        this.writer = Thread.ofPlatform().daemon().name("layer-write-behind").start(this::writeAll);
    }

    private void writeAll() {
        try {
            for (Block block = behind.take(); block.length > 0; block = behind.take()) {
                if (failure == null) {
                    write(block);
                }
                var _ = used.offer(block.bytes);
            }
        } catch (InterruptedException e) {
            failure = e;
        }
    }

    /** After a failure the blocks that follow are dropped, so that nobody waits for a place. */
    private void write(Block block) {
        try {
            target.write(block.bytes, 0, block.length);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int written = 0;
        while (written < count) {
            int part = Math.min(count - written, BLOCK - length);
            System.arraycopy(bytes, offset + written, current, length, part);
            length += part;
            written += part;
            if (length == BLOCK) {
                pass();
            }
        }
    }

    private void pass() throws IOException {
        refuseAfterFailure();
        put(new Block(current, length));
        byte[] next = used.poll();
        current = next == null ? new byte[BLOCK] : next;
        length = 0;
    }

    private void put(Block block) throws IOException {
        try {
            behind.put(block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        }
    }

    private void refuseAfterFailure() throws IOException {
        Throwable reason = failure;
        if (reason != null) {
            throw Parallel.rethrow(reason);
        }
    }

    /** Returns when all has been written, or nobody writes any more. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (length > 0) {
                pass();
            }
            put(new Block(current, 0));
        } catch (IOException | RuntimeException e) {
            writer.interrupt();
            join();
            throw e;
        }
        join();
        refuseAfterFailure();
    }

    private void join() {
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
                writer.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
