package dev.sampan.image;

import dev.sampan.host.FullDisk;
import dev.sampan.host.PosixException;
import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Whoever writes or uses images holds the shared side, a sweep the other one. Says what failed, on which thing. */
final class StoreLock {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** Something that reads or writes files of the store. */
    interface Action<R> {
        R run() throws IOException;
    }

    <R> R shared(String verb, String object, Action<R> action) {
        return run(lock.readLock(), verb, object, action);
    }

    <R> R alone(String verb, String object, Action<R> action) {
        return run(lock.writeLock(), verb, object, action);
    }

    private static <R> R run(Lock side, String verb, String object, Action<R> action) {
        side.lock();
        try {
            return action.run();
        } catch (IOException | PosixException e) {
            throw failure(verb, object, e);
        } finally {
            side.unlock();
        }
    }

    /** What is thrown for it: of its own type when the disk is full, since somebody can do something about that. */
    static RuntimeException failure(String verb, String object, Exception e) {
        if (FullDisk.isReasonOf(e)) {
            return new ImageSpaceException(
                    "Cannot %s '%s': the disk is full. See what can go with `cleanup --dry-run`, or add disk"
                            .formatted(verb, object),
                    e);
        }
        return new ImageStoreException(
                "Cannot %s '%s': %s".formatted(verb, object, e.getMessage()), e);
    }
}
