package dev.sampan.router;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The lines on their way from one event loop to the one log thread, as bytes outside of the heap, so that the collector
 * has nothing to follow; lines that find no room are counted and dropped.
 */
final class AccessRing {

    /** Bytes. */
    static final int SIZE = 1 << 20;

    private static final int MASK = SIZE - 1;

    private final Runnable awakening;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
    private final AsciiWriter line = new AsciiWriter();
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private long takenAsSeen;
    private long lost;

    /**
     * A ring without lines.
     *
     * @param awakening called, by the event loop, when half of it is full
     */
    AccessRing(Runnable awakening) {
        this.awakening = awakening;
    }

    /** Called by the event loop only. */
    void add(AccessEntry entry) {
        entry.writeTo(line.clear());
        int length = line.length();
        long start = added.getPlain();
        if (start + length - takenAsSeen > SIZE / 2) {
            takenAsSeen = taken.getAcquire();
            if (start + length - takenAsSeen > SIZE) {
                dropped.lazySet(dropped.getPlain() + 1);
                return;
            }
        }
        int at = (int) start & MASK;
        int first = Math.min(length, SIZE - at);
        line.copyTo(memory, at, 0, first);
        line.copyTo(memory, 0, first, length);
        added.setRelease(start + length);
        boolean half = start - takenAsSeen <= SIZE / 2 && start + length - takenAsSeen > SIZE / 2;
        if (half) {
            awakening.run();
        }
    }

    /** Whether there is something to take. Called by the log thread only. */
    boolean isEmpty() {
        return added.getAcquire() == taken.getPlain();
    }

    /** Writes whole lines, all that there are; what cannot be written is gone. Called by the log thread only. */
    void takeTo(WritableByteChannel out) throws IOException {
        long start = taken.getPlain();
        long end = added.getAcquire();
        int at = (int) start & MASK;
        int length = (int) (end - start);
        int first = Math.min(length, SIZE - at);
        ByteBuffer one = memory.slice(at, first);
        ByteBuffer two = memory.slice(0, length - first);
        try {
            write(out, one);
            write(out, two);
        } finally {
            lost += lines(one) + lines(two);
            taken.setRelease(end);
        }
    }

    private static int lines(ByteBuffer left) {
        int lines = 0;
        while (left.hasRemaining()) {
            lines += left.get() == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static void write(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** How many lines found no room, here or where they were to be written. Called by the log thread only. */
    long dropped() {
        return dropped.get() + lost;
    }
}
