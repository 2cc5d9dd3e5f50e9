package dev.sampan.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does file work side by side and waits for all of it, also when a part of it fails. */
final class Parallel {

    private Parallel() {}

    /** What each gave, in the same order; the first failure is thrown when all have ended. */
    static <R> List<R> run(List<Callable<R>> parts) throws IOException {
        List<R> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            List<Future<R>> futures = new ArrayList<>();
            for (Callable<R> part : parts) {
                futures.add(threads.submit(part));
            }
            try {
                for (Future<R> future : futures) {
                    results.add(future.get());
                }
            } catch (InterruptedException e) {
                // Nobody wants the rest any more; closing waits until all have noticed.
                threads.shutdownNow();
                throw e;
            }
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
        return results;
    }

    private static IOException unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        return rethrow(cause == null ? e : cause);
    }

    /** Throws what another thread failed with when it is unchecked, else gives it as what file work fails with. */
    static IOException rethrow(Throwable failure) {
        return switch (failure) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case IOException io -> io;
            default -> new IOException(failure.getMessage(), failure);
        };
    }
}
