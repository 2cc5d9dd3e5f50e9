package dev.sampan.build;

import dev.sampan.app.AppName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/** Lets builds through in the order in which they came: so many at a time, one of each app. */
final class BuildQueue {

    private final int places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Ticket> waiting = new ArrayList<>();
    private final Set<AppName> building = new HashSet<>();

    /** A build's place; it is given back by closing. */
    final class Ticket implements AutoCloseable {

        private final AppName app;

        private Ticket(AppName app) {
            this.app = app;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                building.remove(app);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    BuildQueue(int places) {
        this.places = places;
    }

    /**
     * Waits until it is this build's turn.
     *
     * @param place told how many builds have to end or begin before, at first and whenever that changes
     */
    Ticket enter(AppName app, IntConsumer place) throws InterruptedException {
        Ticket ticket = new Ticket(app);
        int told = 0;
        lock.lock();
        try {
            waiting.add(ticket);
            boolean entered = false;
            try {
                while (!isNext(ticket)) {
                    int before = waiting.indexOf(ticket) + 1;
                    if (before == told) {
                        changed.await();
                        continue;
                    }
                    told = before;
                    // A client that does not read must not stop the others.
                    lock.unlock();
                    try {
                        place.accept(before);
                    } finally {
                        lock.lock();
                    }
                }
                building.add(app);
                entered = true;
                return ticket;
            } finally {
                waiting.remove(ticket);
                if (!entered || !waiting.isEmpty()) {
                    changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is room, and everybody before waits for another build of the same app. */
    private boolean isNext(Ticket ticket) {
        if (building.size() >= places || building.contains(ticket.app)) {
            return false;
        }
        Set<AppName> passed = new HashSet<>();
        for (Ticket other : waiting) {
            if (other == ticket) {
                return !passed.contains(ticket.app);
            }
            if (!building.contains(other.app) && !passed.contains(other.app)) {
                return false;
            }
            passed.add(other.app);
        }
        return false;
    }
}
