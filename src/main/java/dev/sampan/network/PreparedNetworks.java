package dev.sampan.network;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networks for the next containers of those who started some lately, or are about to: as many for each as were last
 * started together. They are made while nothing is being started, and let go of after a while without a start.
 */
final class PreparedNetworks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PreparedNetworks.class);

    /** Nothing is prepared so shortly after a start, since another may follow. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration ROUND = Duration.ofMinutes(1);

    /** What is ready for one block of UIDs. */
    private static final class Shelf {

        private final Deque<PreparedNetwork> ready = new ArrayDeque<>();
        private int wanted = 1;
        private int taken;
        private long lastUse = System.nanoTime();

        int ready() {
            return ready.size();
        }

        /** As many as were taken since the last time, or slowly fewer. */
        void learn() {
            if (taken > 0) {
                wanted = Math.max(taken, wanted - 1);
                taken = 0;
            }
        }
    }

    private final IntFunction<PreparedNetwork> make;
    private final Consumer<PreparedNetwork> discard;
    private final int most;
    private final Map<Integer, Shelf> shelves = new HashMap<>();
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("networks-prepare").factory());
    private boolean scheduled;
    private boolean closed;
    private long lastTake = System.nanoTime() - QUIET.toNanos();

    /**
     * An empty stock.
     *
     * @param make prepares a network for a block of UIDs
     * @param discard gets back what nobody took
     * @param most how many may be ready at once; 0 to prepare none
     */
    PreparedNetworks(
            IntFunction<PreparedNetwork> make, Consumer<PreparedNetwork> discard, int most) {
        this.make = make;
        this.discard = discard;
        this.most = most;
        if (most > 0) {
            var _ =
                    worker.scheduleWithFixedDelay(
                            this::removeUnused,
                            ROUND.toSeconds(),
                            ROUND.toSeconds(),
                            TimeUnit.SECONDS);
        }
    }

    /** One that is ready, or else a new one. */
    PreparedNetwork take(int firstUid) {
        return takeReady(firstUid).orElseGet(() -> make.apply(firstUid));
    }

    private synchronized Optional<PreparedNetwork> takeReady(int firstUid) {
        Shelf shelf = use(firstUid);
        shelf.taken++;
        lastTake = shelf.lastUse;
        schedule(QUIET);
        return Optional.ofNullable(shelf.ready.poll());
    }

    /** Says that containers of a block are about to be started. */
    synchronized void expect(int firstUid) {
        Shelf _ = use(firstUid);
        schedule(Duration.ZERO);
    }

    private Shelf use(int firstUid) {
        Shelf shelf = shelves.computeIfAbsent(firstUid, _ -> new Shelf());
        shelf.lastUse = System.nanoTime();
        return shelf;
    }

    private void schedule(Duration after) {
        if (!scheduled && !closed && most > 0) {
            scheduled = true;
            var _ = worker.schedule(this::work, after.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void work() {
        synchronized (this) {
            scheduled = false;
        }
        try {
            for (var next = next(); next.isPresent(); next = next()) {
                put(next.get(), make.apply(next.get()));
            }
        } catch (RuntimeException e) {
            log.warn("Network could not be prepared", e);
        }
    }

    /** For whom to make one now; empty when that is nobody, or has to wait. */
    private synchronized Optional<Integer> next() {
        long quiet = System.nanoTime() - lastTake;
        if (quiet < QUIET.toNanos()) {
            schedule(QUIET.minusNanos(quiet));
            return Optional.empty();
        }
        shelves.values().forEach(Shelf::learn);
        int ready = shelves.values().stream().mapToInt(Shelf::ready).sum();
        if (closed || ready >= most) {
            return Optional.empty();
        }
        return shelves.entrySet().stream()
                .filter(entry -> entry.getValue().ready() < entry.getValue().wanted)
                .min(Map.Entry.comparingByValue(Comparator.comparingInt(Shelf::ready)))
                .map(Map.Entry::getKey);
    }

    private void put(int firstUid, PreparedNetwork made) {
        if (!keep(firstUid, made)) {
            discard.accept(made);
        }
    }

    private synchronized boolean keep(int firstUid, PreparedNetwork made) {
        Shelf shelf = shelves.get(firstUid);
        return !closed && shelf != null && shelf.ready.add(made);
    }

    /** Lets go of what is ready for a block. */
    void forget(int firstUid) {
        discard(remove((block, _) -> block == firstUid));
    }

    private void removeUnused() {
        long now = System.nanoTime();
        discard(remove((_, shelf) -> now - shelf.lastUse > KEPT.toNanos()));
    }

    private synchronized List<PreparedNetwork> remove(BiPredicate<Integer, Shelf> unwanted) {
        List<PreparedNetwork> removed = new ArrayList<>();
        for (var shelf = shelves.entrySet().iterator(); shelf.hasNext(); ) {
            Map.Entry<Integer, Shelf> next = shelf.next();
            if (unwanted.test(next.getKey(), next.getValue())) {
                removed.addAll(next.getValue().ready);
                shelf.remove();
            }
        }
        return removed;
    }

    private void discard(List<PreparedNetwork> networks) {
        networks.forEach(discard);
    }

    /** Lets go of all that is ready; from now on nothing is prepared. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        worker.shutdown();
        discard(remove((_, _) -> true));
    }
}
