package dev.sampan.router;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks a part of the targets whether they are well, on one event loop. Each target belongs to one of the workers, so that
 * it is asked once, however many there are; a few are asked at a time, and no two that came together stay together.
 */
final class TargetChecks {

    private static final int SLOTS = 256;
    private static final int MOST_AT_ONCE = 32;
    private static final double JITTER = 0.1;

    private final EventLoop loop;
    private final TargetStates states;
    private final int part;
    private final int parts;
    private final long tickMillis;
    private final CheckWheel<CheckedTarget> wheel = new CheckWheel<>(SLOTS);
    private final Map<Target, CheckedTarget> known = new HashMap<>();
    private final ArrayDeque<CheckedTarget> due = new ArrayDeque<>();
    private int running;

    /**
     * Checks every target whose number is a part's.
     *
     * @param part from 0
     * @param parts how many there are
     * @param tickMillis how often {@link #tick} is called
     */
    TargetChecks(EventLoop loop, TargetStates states, int part, int parts, long tickMillis) {
        this.loop = loop;
        this.states = states;
        this.part = part;
        this.parts = parts;
        this.tickMillis = tickMillis;
    }

    TargetStates states() {
        return states;
    }

    /** Follows the route table: targets that stay, and are checked as before, go on where they are. */
    void follow(RouteIndex index) {
        index.removed().forEach(route -> follow(route, index));
        index.added().forEach(route -> follow(route, index));
    }

    private void follow(Route route, RouteIndex index) {
        for (Target target : route.targets()) {
            if (Math.floorMod(target.hashCode(), parts) == part) {
                TargetCheck check = index.checkOf(target);
                CheckedTarget before = known.get(target);
                if (before != null && !before.check().equals(check)) {
                    before.leave();
                    known.remove(target);
                    if (check == null) {
                        before.state().putBack();
                    }
                }
                begin(target, index);
            }
        }
    }

    private void begin(Target target, RouteIndex index) {
        TargetCheck check = index.checkOf(target);
        if (check != null && !known.containsKey(target)) {
            CheckedTarget added = new CheckedTarget(target, check, states.of(target));
            known.put(target, added);
            wheel.add(added, ticks(check, ThreadLocalRandom.current().nextDouble()));
        }
    }

    private long ticks(TargetCheck check, double part) {
        return Math.round(check.interval().toMillis() * part / tickMillis);
    }

    void tick() {
        wheel.tick(
                target -> {
                    if (!target.isGone()) {
                        due.add(target);
                    }
                });
        begin();
    }

    private void begin() {
        while (running < MOST_AT_ONCE) {
            CheckedTarget next = due.poll();
            if (next == null) {
                return;
            }
            if (!next.isGone()) {
                running++;
                TargetProbe.run(loop, next.target(), next.check(), why -> ended(next, why));
            }
        }
    }

    private void ended(CheckedTarget target, @Nullable String failure) {
        running--;
        target.ended(failure);
        if (!target.isGone()) {
            double jitter = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
            wheel.add(target, ticks(target.check(), jitter));
        }
        if (!due.isEmpty()) {
            loop.execute(this::begin);
        }
    }
}
