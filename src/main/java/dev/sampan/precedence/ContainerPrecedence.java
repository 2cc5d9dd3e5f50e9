package dev.sampan.precedence;

import dev.sampan.app.Limits;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.container.Precedence;
import dev.sampan.runtime.ProcessorUse;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.unit.CpuSet;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets the processes of apps that want little of the processors go before those that want much, and keeps those to few
 * processors whom their limit holds back. Builds take their turns.
 */
final class ContainerPrecedence {

    /** So much of one processor is more than a program needs that mostly waits for somebody. */
    private static final double MUCH = 0.4;

    private static final int USUAL_WEIGHT = 100;

    /**
     * Who got less than its limit where it was pinned, since others wanted these processors too, is left alone for so long.
     */
    private static final Duration UNPINNED = Duration.ofSeconds(5);

    private final Containers containers;
    private final Limits limits;
    private final Map<ContainerId, Watched> watched = new HashMap<>();
    private final ProcessorPins pins = new ProcessorPins();

    ContainerPrecedence(Containers containers, Limits limits) {
        this.containers = containers;
        this.limits = limits;
    }

    private static final class Watched {
        final Demand demand = new Demand();
        @Nullable Precedence given;

        /** At first it is not known, since an earlier control plane may have pinned it. */
        boolean pinned = true;

        @Nullable Long releasedAt;

        boolean mayBePinned(long nanos) {
            return releasedAt == null || nanos - releasedAt >= UNPINNED.toNanos();
        }
    }

    void look(long nanos) {
        List<Container> there = containers.list();
        Set<ContainerId> ids = there.stream().map(Container::id).collect(Collectors.toSet());
        watched.keySet().retainAll(ids);
        pins.retain(ids);
        for (Container container : there) {
            Optional<ProcessorUse> use = containers.processorUse(container.id());
            if (use.isPresent()) {
                look(container, use.get(), nanos);
            }
        }
    }

    private void look(Container container, ProcessorUse use, long nanos) {
        Optional<Instance> instance = Scheduler.instanceOf(container);
        if (instance.isEmpty()) {
            return;
        }
        ContainerId id = container.id();
        Watched one = watched.computeIfAbsent(id, _ -> new Watched());
        Optional<Precedence> wanted = one.demand.look(use, MUCH, nanos);
        if (wanted.isEmpty()) {
            return;
        }
        boolean anew = one.given == null;
        if (wanted.get() != one.given) {
            containers.precede(
                    id, limits(instance.get()).cpuWeight().orElse(USUAL_WEIGHT), wanted.get());
            one.given = wanted.get();
        }
        boolean heldBack = one.demand.heldBack();
        if (one.pinned && (anew || !heldBack)) {
            release(id, limits(instance.get()));
            one.pinned = false;
            one.releasedAt = anew ? one.releasedAt : Long.valueOf(nanos);
        }
        if (!one.pinned && heldBack && one.mayBePinned(nanos)) {
            pin(id, limits(instance.get()));
            one.pinned = true;
        }
    }

    private void pin(ContainerId id, ResourceLimits wanted) {
        Optional<CpuSet> allowed = containers.processors(id);
        if (wanted.cpu().isPresent() && allowed.isPresent()) {
            pins.pin(id, wanted.cpu().get(), allowed.get())
                    .ifPresent(chosen -> containers.pin(id, Optional.of(chosen)));
        }
    }

    private void release(ContainerId id, ResourceLimits wanted) {
        pins.release(id);
        containers.pin(id, wanted.cpuset());
    }

    /**
     * Limits that were changed since are written by their own weight and for all processors, so everybody is told anew then.
     */
    void forget() {
        watched.values().forEach(one -> one.given = null);
    }

    /** Those to which somebody is kept whom its limit holds back. */
    BitSet taken() {
        return pins.processors();
    }

    private ResourceLimits limits(Instance instance) {
        return limits.effective(instance.app(), instance.slot().process());
    }
}
