package dev.sampan.image;

import dev.sampan.host.FileMaker;
import dev.sampan.host.Inodes;
import dev.sampan.host.PosixException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes small files of a layer on other threads: to make one takes the kernel longer than to read its bytes. Whoever wants
 * to touch a file again waits for all of them first.
 */
final class FileWriters implements AutoCloseable {

    /** Larger files are written by whoever reads them. */
    static final int LARGEST = 1 << 16;

    /** So many files wait at most, which bounds the memory. */
    private static final int WAITING = 128;

    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);

    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().daemon().name("layer-files-", 0).factory());
    private final Semaphore places = new Semaphore(WAITING);
    private final Queue<FileMaker> makers = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Makes a file that does not exist, soon; the bytes belong to this from here on. */
    void write(Path path, LayerEntry entry, byte[] content) throws IOException {
        refuseAfterFailure();
        acquire(1);
        threads.execute(
                () -> {
                    try {
                        if (failure.get() == null) {
                            make(path, entry, content);
                        }
                    } catch (PosixException e) {
                        failure.compareAndSet(null, new IOException(e.getMessage(), e));
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        places.release();
                    }
                });
    }

    private void make(Path path, LayerEntry entry, byte[] content) {
        FileMaker idle = makers.poll();
        FileMaker maker = idle == null ? new FileMaker(LARGEST) : idle;
        maker.make(path, content, entry.uid(), entry.gid(), entry.mode(), entry.time());
        makers.add(maker);
    }

    static OutputStream open(Path path) throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Gives a file that was written its owner, mode and time. */
    static void finish(Path path, LayerEntry entry) {
        // The owner first: changing it clears the set-user-id bit.
        Inodes.setOwner(path, entry.uid(), entry.gid());
        Inodes.setMode(path, entry.mode());
        Inodes.setTime(path, entry.time());
    }

    /** Waits until all files are there, and throws what went wrong with one. */
    void await() throws IOException {
        acquire(WAITING);
        places.release(WAITING);
        refuseAfterFailure();
    }

    private void acquire(int count) throws IOException {
        try {
            places.acquire(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        }
    }

    private void refuseAfterFailure() throws IOException {
        Throwable reason = failure.get();
        if (reason != null) {
            throw Parallel.rethrow(reason);
        }
    }

    /** Returns when nothing is written any more. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
