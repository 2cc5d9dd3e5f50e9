package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.Slot;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Brings what runs of an app to what is wanted of it: first what is missing, healthy, and then without what is too much. */
@Component
final class Fleet {

    private final Scheduler scheduler;
    private final Rollout rollout;

    Fleet(Scheduler scheduler, Rollout rollout) {
        this.scheduler = scheduler;
        this.rollout = rollout;
    }

    /**
     * Starts what is missing and retires what is too much.
     *
     * @param wanted the places that are to be filled, and the release of each
     * @param decide makes it what is wanted; called when all that was missing is healthy, before traffic moves
     * @throws DeployFailedException when something does not become healthy; nothing has changed then
     */
    void reach(AppName app, Map<Slot, Release> wanted, Runnable decide, DeployLog log)
            throws InterruptedException {
        List<Instance> current = scheduler.current(app);
        Map<Slot, Release> missing = new LinkedHashMap<>(wanted);
        List<Instance> surplus = new ArrayList<>();
        for (Instance instance : current) {
            if (fills(instance, wanted)) {
                missing.remove(instance.slot());
            } else {
                surplus.add(instance);
            }
        }
        List<Instance> fresh = startHealthy(missing, log);
        decide.run();
        scheduler.replace(surplus, fresh);
    }

    /** Replaces instances by new ones of their releases, and fills what is empty, in some of the places of an app. */
    void restart(AppName app, Predicate<Slot> which, DeployLog log) throws InterruptedException {
        Map<Slot, Release> wanted = new LinkedHashMap<>(scheduler.wanted(app));
        wanted.keySet().removeIf(which.negate());
        List<Instance> old =
                scheduler.current(app).stream()
                        .filter(instance -> which.test(instance.slot()))
                        .toList();
        scheduler.replace(old, startHealthy(wanted, log));
    }

    private static boolean fills(Instance instance, Map<Slot, Release> wanted) {
        Release release = wanted.get(instance.slot());
        return release != null && release.number() == instance.release();
    }

    /** When those of one release are not healthy, none of them stays. */
    private List<Instance> startHealthy(Map<Slot, Release> places, DeployLog log)
            throws InterruptedException {
        Map<Integer, List<Slot>> byRelease = new TreeMap<>();
        places.forEach(
                (slot, release) ->
                        byRelease
                                .computeIfAbsent(release.number(), _ -> new ArrayList<>())
                                .add(slot));
        List<Instance> fresh = new ArrayList<>();
        boolean healthy = false;
        try {
            for (List<Slot> slots : byRelease.values()) {
                Release release = places.get(slots.getFirst());
                if (release != null) {
                    fresh.addAll(rollout.startHealthy(release, slots, new Timings(), log));
                }
            }
            healthy = true;
            return fresh;
        } finally {
            if (!healthy) {
                scheduler.stop(fresh, Duration.ZERO);
            }
        }
    }
}
