package dev.sampan.build;

import org.jspecify.annotations.Nullable;

/** A build that waits or runs, and can be cancelled until it has ended. */
final class RunningBuild {

    private final Thread thread = Thread.currentThread();
    private boolean over;
    private @Nullable String cancelledBy;

    /**
     * Ends it.
     *
     * @param by who wants that
     * @return false when it has ended already
     */
    synchronized boolean cancel(String by) {
        if (over) {
            return false;
        }
        if (cancelledBy == null) {
            cancelledBy = by;
            thread.interrupt();
        }
        return true;
    }

    /**
     * Tells that it has ended: from now on nobody is interrupted.
     *
     * @return who cancelled it; null when nobody did
     */
    synchronized @Nullable String end() {
        over = true;
        if (cancelledBy != null) {
            // The interrupt was meant for the build and is done with.
            var _ = Thread.interrupted();
        }
        return cancelledBy;
    }
}
