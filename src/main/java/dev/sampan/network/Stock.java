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
 * What the next containers need, made ahead for those who started some lately, or are about to: as much for each as was
 * last taken together. It is made while nothing is taken, and let go of after a while.
 *
 * @param <T> what it is
 */
final class Stock<T> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Stock.class);

    /** Nothing is made so shortly after a start, since another may follow. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration ROUND = Duration.ofMinutes(1);

    /** What is ready for one block of UIDs. */
    private static final class Shelf<T> {

        private final Deque<T> ready = new ArrayDeque<>();
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

    private final IntFunction<T> make;
    private final Consumer<T> discard;
    private final int most;
    private final Map<Integer, Shelf<T>> shelves = new HashMap<>();
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("networks-stock").factory());
    private boolean scheduled;
    private boolean closed;
    private long lastTake = System.nanoTime() - QUIET.toNanos();

    /**
     * An empty stock.
     *
     * @param make makes one for a block of UIDs
     * @param discard gets back what nobody took
     * @param most how many may be ready at once; 0 to make none ahead
     */
    Stock(IntFunction<T> make, Consumer<T> discard, int most) {
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
    T take(int firstUid) {
        return takeReady(firstUid).orElseGet(() -> make.apply(firstUid));
    }

    private synchronized Optional<T> takeReady(int firstUid) {
        Shelf<T> shelf = use(firstUid);
        shelf.taken++;
        lastTake = shelf.lastUse;
        schedule(QUIET);
        return Optional.ofNullable(shelf.ready.poll());
    }

    /** Says that containers of a block are about to be started. */
    synchronized void expect(int firstUid) {
        Shelf<T> _ = use(firstUid);
        schedule(Duration.ZERO);
    }

    private Shelf<T> use(int firstUid) {
        Shelf<T> shelf = shelves.computeIfAbsent(firstUid, _ -> new Shelf<>());
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
            log.warn("Network could not be made ahead", e);
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

    private void put(int firstUid, T made) {
        if (!keep(firstUid, made)) {
            discard.accept(made);
        }
    }

    private synchronized boolean keep(int firstUid, T made) {
        Shelf<T> shelf = shelves.get(firstUid);
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

    private synchronized List<T> remove(BiPredicate<Integer, Shelf<T>> unwanted) {
        List<T> removed = new ArrayList<>();
        for (var shelf = shelves.entrySet().iterator(); shelf.hasNext(); ) {
            Map.Entry<Integer, Shelf<T>> next = shelf.next();
            if (unwanted.test(next.getKey(), next.getValue())) {
                removed.addAll(next.getValue().ready);
                shelf.remove();
            }
        }
        return removed;
    }

    private void discard(List<T> unwanted) {
        unwanted.forEach(discard);
    }

    /** Lets go of all that is ready; from now on nothing is made ahead. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        worker.shutdown();
        discard(remove((_, _) -> true));
    }
}
