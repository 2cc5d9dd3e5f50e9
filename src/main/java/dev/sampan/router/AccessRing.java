package dev.sampan.router;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A bounded queue from one event loop to the one log thread; when it is full, entries are counted and dropped. */
final class AccessRing {

    private static final int SIZE = 1 << 14;

    private final AtomicReferenceArray<@Nullable AccessEntry> slots =
            new AtomicReferenceArray<>(SIZE);
    private final AtomicLong dropped = new AtomicLong();
    private int head;
    private int tail;

    /** Called by the event loop only. */
    void add(AccessEntry entry) {
        int slot = tail & (SIZE - 1);
        if (slots.getPlain(slot) != null && slots.getAcquire(slot) != null) {
            dropped.lazySet(dropped.getPlain() + 1);
            return;
        }
        slots.setRelease(slot, entry);
        tail++;
    }

    /** Called by the log thread only. */
    @Nullable AccessEntry poll() {
        int slot = head & (SIZE - 1);
        AccessEntry entry = slots.getAcquire(slot);
        if (entry != null) {
            slots.setRelease(slot, null);
            head++;
        }
        return entry;
    }

    long dropped() {
        return dropped.get();
    }
}
