package dev.sampan.build;

import dev.sampan.app.AppName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One build of an app at a time. */
final class AppLocks {

    private final Map<AppName, ReentrantLock> locks = new ConcurrentHashMap<>();

    Held acquire(AppName app) throws InterruptedException {
        ReentrantLock lock = locks.computeIfAbsent(app, _ -> new ReentrantLock(true));
        lock.lockInterruptibly();
        return lock::unlock;
    }

    /** A lock that is held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
