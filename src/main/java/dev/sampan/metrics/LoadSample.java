package dev.sampan.metrics;

import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLoad;
import dev.sampan.host.HostLoad;
import dev.sampan.unit.DataSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all containers had taken and waited for at one moment; two of them tell who slowed whom in between.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param host the whole machine
 * @param seen each container that ran
 */
record LoadSample(long nanos, HostLoad host, Map<ContainerId, Seen> seen) {

    /** Who waits although others took less than this has only itself to blame. */
    private static final double LEAST_OTHERS = 0.3;

    /** So much of its own memory limit in use means that it is the limit that makes it wait. */
    private static final double NEAR_LIMIT = 0.9;

    private static final int MOST_TAKERS = 3;

    /**
     * A container.
     *
     * @param app whose it is
     * @param process which process of it
     * @param load its counters
     * @param memoryLimit asked only when it waited for memory: its own limit, if it has one
     */
    record Seen(
            String app,
            String process,
            ContainerLoad load,
            Supplier<Optional<DataSize>> memoryLimit) {

        String name() {
            return app + " " + process;
        }
    }

    LoadSample {
        seen = Map.copyOf(seen);
    }

    /** Who waited at least a part of the time since an earlier sample, the slowest first. */
    List<Slowdown> slowdownsSince(LoadSample earlier, double least) {
        List<Slowdown> found = new ArrayList<>();
        for (Shortage shortage : Shortage.values()) {
            List<Take> takes = takes(earlier, shortage);
            seen.forEach(
                    (id, now) -> {
                        double waited = waited(earlier, earlier.seen.get(id), now, shortage);
                        if (waited >= least) {
                            blame(id, now, waited, shortage, takes).ifPresent(found::add);
                        }
                    });
        }
        found.sort(Comparator.comparingDouble(Slowdown::waited).reversed());
        return found;
    }

    /** Whoever has come since has waited no longer than it was there. */
    private double waited(LoadSample earlier, @Nullable Seen before, Seen now, Shortage shortage) {
        long waited =
                grown(
                        before,
                        now,
                        load ->
                                switch (shortage) {
                                    case CPU -> load.waitedForCpu().toNanos();
                                    case DISK -> load.waitedForIo().toNanos();
                                    case MEMORY -> load.waitedForMemory().toNanos();
                                });
        return Math.min(1, (double) waited / Math.max(1, nanos - earlier.nanos));
    }

    /** Who took how much; without an id when it was no container. */
    private record Take(Optional<ContainerId> by, String name, long amount) {}

    private List<Take> takes(LoadSample earlier, Shortage shortage) {
        List<Take> takes = new ArrayList<>();
        seen.forEach(
                (id, now) -> {
                    Seen before = earlier.seen.get(id);
                    takes.add(new Take(Optional.of(id), now.name(), taken(before, now, shortage)));
                });
        if (shortage == Shortage.CPU) {
            long ours = takes.stream().mapToLong(Take::amount).sum();
            long busy = host.busy().minus(earlier.host.busy()).toNanos();
            takes.add(new Take(Optional.empty(), "the host", Math.max(0, busy - ours)));
            long stolen = host.stolen().minus(earlier.host.stolen()).toNanos();
            takes.add(new Take(Optional.empty(), "another virtual machine", Math.max(0, stolen)));
        }
        takes.sort(Comparator.comparingLong(Take::amount).reversed());
        return takes;
    }

    private static long taken(@Nullable Seen before, Seen now, Shortage shortage) {
        return switch (shortage) {
            case CPU -> grown(before, now, load -> load.cpu().toNanos());
            case DISK -> grown(before, now, ContainerLoad::ioBytes);
            case MEMORY -> now.load.memory().bytes();
        };
    }

    private static long grown(
            @Nullable Seen before, Seen now, ToLongFunction<ContainerLoad> counter) {
        long from = before == null ? 0 : counter.applyAsLong(before.load);
        return Math.max(0, counter.applyAsLong(now.load) - from);
    }

    private static Optional<Slowdown> blame(
            ContainerId id, Seen victim, double waited, Shortage shortage, List<Take> takes) {
        if (shortage == Shortage.MEMORY && nearLimit(victim)) {
            return Optional.of(slowdown(victim, waited, shortage, List.of()));
        }
        long all = takes.stream().mapToLong(Take::amount).sum();
        List<Take> others =
                takes.stream().filter(take -> !take.by.equals(Optional.of(id))).toList();
        long byOthers = others.stream().mapToLong(Take::amount).sum();
        if (all == 0 || (double) byOthers / all < LEAST_OTHERS) {
            return Optional.empty();
        }
        List<Taker> takers =
                others.stream()
                        .filter(take -> take.amount > 0)
                        .limit(MOST_TAKERS)
                        .map(take -> new Taker(take.name, (double) take.amount / all))
                        .toList();
        return Optional.of(slowdown(victim, waited, shortage, takers));
    }

    private static boolean nearLimit(Seen victim) {
        return victim.memoryLimit
                .get()
                .map(limit -> victim.load.memory().bytes() >= NEAR_LIMIT * limit.bytes())
                .orElse(false);
    }

    private static Slowdown slowdown(
            Seen victim, double waited, Shortage shortage, List<Taker> takers) {
        return new Slowdown(victim.app, victim.process, shortage, waited, takers);
    }
}
