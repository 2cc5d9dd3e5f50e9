package dev.sampan.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Passes on what a container writes, as it comes, on a thread of its own. */
final class OutputCopy {

    private static final int BUFFER = 16 * 1024;

    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /**
     * Starts copying.
     *
     * @param refused called when the receiver takes no more
     */
    OutputCopy(InputStream from, OutputStream to, Runnable refused) {
        // A read of a pipe holds a carrier of virtual threads; two of them stop all others of a
        // machine with two processors.
        Thread.ofPlatform().daemon().name("container-output").start(() -> copy(from, to, refused));
    }

    private void copy(InputStream from, OutputStream to, Runnable refused) {
        byte[] buffer = new byte[BUFFER];
        try (from) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
            refused.run();
        }
    }

    /**
     * Waits until all has been passed on.
     *
     * @throws UncheckedIOException when the receiver refused it
     */
    void finish(Duration limit) throws InterruptedException {
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UncheckedIOException(
                    new IOException("The output of the container could not be passed on", e));
        }
    }
}
