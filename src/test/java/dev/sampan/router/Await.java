package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** Waits for what another thread, or another process, brings about. */
final class Await {

    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    private Await() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /** @throws AssertionError with these words when it does not hold within a minute */
    static void until(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
