package dev.sampan.container;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A short rest between two looks at something that the kernel gives no notice of. */
final class Pause {

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Pause() {}

    static void briefly() {
        LockSupport.parkNanos(NANOS);
    }
}
