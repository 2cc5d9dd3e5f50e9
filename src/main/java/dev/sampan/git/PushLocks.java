package dev.sampan.git;

import dev.sampan.app.AppName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which apps a push is being deployed to: one at a time each. */
final class PushLocks {

    private final Set<AppName> held = ConcurrentHashMap.newKeySet();

    /** Whether the lock was free and is held now, until {@link #release}. */
    boolean tryAcquire(AppName app) {
        return held.add(app);
    }

    void release(AppName app) {
        held.remove(app);
    }
}
