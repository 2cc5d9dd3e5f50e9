package dev.sampan.router;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How many connections and requests the process can hold, by its file descriptors and its heap. Who comes beyond that is
 * told to come again, so that those who are served already go on to be.
 *
 * @param descriptors for connections of clients and those to apps
 * @param heapBytes for the same
 */
record Capacity(long descriptors, long heapBytes) {

    /** What a connection that waits for its next request takes of the heap, 2.2 KiB, or more with TLS; it has no buffers then. */
    static final long CONNECTION_BYTES = 4 << 10;

    /** What a request takes of it, with its connection to the app. */
    static final long REQUEST_BYTES = 12 << 10;

    /** What the router takes of it without any client. */
    private static final long OWN_BYTES = 16L << 20;

    /** For files, the control socket, and those who are told to come again. */
    private static final int SPARE_DESCRIPTORS = 48;

    private static final long LEAST = 16;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final String LIMIT = "Max open files";

    Capacity {
        descriptors = Math.max(LEAST, descriptors);
        heapBytes = Math.max(LEAST * (CONNECTION_BYTES + REQUEST_BYTES), heapBytes);
    }

    /** What this process can hold, which has begun to listen and has no client yet. */
    static Capacity ofProcess() throws IOException {
        long limit = limit(Files.readString(LIMITS));
        long open;
        try (Stream<Path> all = Files.list(OPEN)) {
            open = all.count();
        }
        return new Capacity(
                limit - open - SPARE_DESCRIPTORS - limit / 64,
                Runtime.getRuntime().maxMemory() - OWN_BYTES);
    }

    /** The limit of open files that the kernel tells in the form of proc(5); without one, a million. */
    static long limit(String limits) {
        return limits.lines()
                .filter(line -> line.startsWith(LIMIT))
                .map(line -> line.substring(LIMIT.length()).strip().split("\\s+", 2)[0])
                .filter(soft -> soft.matches("\\d{1,10}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(1_000_000);
    }

    /** The most connections of clients; some room is left for their requests. */
    int connections() {
        long byHeap = (heapBytes - heapBytes / 8) / CONNECTION_BYTES;
        return (int) Math.min(Integer.MAX_VALUE, Math.min(descriptors - descriptors / 16, byHeap));
    }

    /** The most requests, beside so many connections of clients. */
    long requests(int connections) {
        long byHeap = (heapBytes - connections * CONNECTION_BYTES) / REQUEST_BYTES;
        return Math.max(0, Math.min(descriptors - connections, byHeap));
    }

    /**
     * Whether half of the memory outside of the heap is taken, where what waits for clients and apps lies. The other half is
     * for what requests that were let in bring yet, and for what the pieces of memory do not fill.
     */
    static boolean buffersAreScarce() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() > bufferBytes() / 2;
    }

    /** The memory outside of the heap. */
    static long bufferBytes() {
        return PlatformDependent.maxDirectMemory();
    }
}
