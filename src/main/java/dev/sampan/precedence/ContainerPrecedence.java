package dev.sampan.precedence;

import dev.sampan.app.ResourceLimits;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.container.Precedence;
import dev.sampan.container.Processors;
import dev.sampan.runtime.ProcessorUse;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets the processes of apps that want little of the processors go before those that want much. Of the latter, those with a
 * limit keep to few processors, and the former avoid these as long as the others suffice for them. Builds take their turns.
 */
final class ContainerPrecedence {

    /** So much of one processor is more than a program needs that mostly waits for somebody. */
    private static final double MUCH = 0.4;

    private static final int USUAL_WEIGHT = 100;

    private final Containers containers;
    private final Processors processors;
    private final Function<Instance, ResourceLimits> limits;
    private final Map<ContainerId, Watched> watched = new HashMap<>();
    private final ProcessorPins pins = new ProcessorPins();
    private final Room room;
    private BitSet avoided = new BitSet();

    /**
     * How containers stand from now on.
     *
     * @param limits those that hold for an instance
     * @param room whether processors can be left to those who want much
     */
    ContainerPrecedence(
            Containers containers,
            Processors processors,
            Function<Instance, ResourceLimits> limits,
            Room room) {
        this.containers = containers;
        this.processors = processors;
        this.limits = limits;
        this.room = room;
    }

    private static final class Watched {
        final Demand demand = new Demand();

        /** What it was told last; null when it is to be told anew. */
        @Nullable Precedence given;

        /** The limits that held then. */
        @Nullable ResourceLimits limits;

        /** What it could have of the processors then, when it wanted much. */
        Optional<CpuCount> most = Optional.empty();

        @Nullable Kept kept;
    }

    /** The processors that one keeps to; empty for all. */
    private record Kept(Optional<CpuSet> processors) {}

    /** @param worked how many processors have been busy since the last look */
    void look(double worked, long nanos) {
        List<Container> there = containers.list();
        Set<ContainerId> ids = there.stream().map(Container::id).collect(Collectors.toSet());
        watched.keySet().retainAll(ids);
        pins.retain(ids);
        for (Container container : there) {
            Optional<ProcessorUse> use = processors.use(container.id());
            Optional<Instance> instance = Scheduler.instanceOf(container);
            if (use.isPresent() && instance.isPresent()) {
                look(container.id(), instance.get(), use.get(), nanos);
            }
        }
        double pinned =
                watched.entrySet().stream()
                        .filter(one -> pins.of(one.getKey()).isPresent())
                        .mapToDouble(one -> one.getValue().demand.share())
                        .sum();
        avoided = room.beside(pins.processors(), worked - pinned, nanos);
        watched.forEach(this::keep);
    }

    private void look(ContainerId id, Instance instance, ProcessorUse use, long nanos) {
        Watched one = watched.computeIfAbsent(id, _ -> new Watched());
        Optional<Precedence> wanted = one.demand.look(use, MUCH, nanos);
        if (wanted.isEmpty()) {
            return;
        }
        // What the kernel holds it to, which is more while it starts.
        Optional<CpuCount> most =
                wanted.get() == Precedence.IN_TURN ? processors.limit(id) : Optional.empty();
        if (wanted.get() == one.given && most.equals(one.most)) {
            return;
        }
        ResourceLimits held = limits.apply(instance);
        processors.precede(id, held.cpuWeight().orElse(USUAL_WEIGHT), wanted.get());
        one.given = wanted.get();
        one.most = most;
        one.limits = held;
        pins.release(id);
        most.ifPresent(
                limit -> allowed(id, held).ifPresent(allowed -> pins.pin(id, limit, allowed)));
    }

    private void keep(ContainerId id, Watched one) {
        ResourceLimits held = one.limits;
        if (held == null) {
            return;
        }
        Kept wanted = new Kept(pins.of(id).or(() -> free(id, one, held)));
        if (!wanted.equals(one.kept)) {
            processors.pin(id, wanted.processors());
            one.kept = wanted;
        }
    }

    private Optional<CpuSet> free(ContainerId id, Watched one, ResourceLimits held) {
        if (one.given != Precedence.FIRST || avoided.isEmpty()) {
            return held.cpuset();
        }
        return allowed(id, held).flatMap(allowed -> allowed.without(avoided)).or(held::cpuset);
    }

    private Optional<CpuSet> allowed(ContainerId id, ResourceLimits held) {
        return held.cpuset().or(() -> processors.allowed(id));
    }

    /** Limits that were changed since are written by their own weight and for all processors: everybody is told anew. */
    void forget() {
        for (Watched one : watched.values()) {
            one.given = null;
            one.kept = null;
        }
    }

    /** Lets all run everywhere, as their limits say; for the end of the control plane, after which nobody looks any more. */
    void release() {
        watched.forEach(
                (id, one) -> {
                    if (one.limits != null && one.kept != null) {
                        processors.pin(id, one.limits.cpuset());
                    }
                });
    }

    /** The processors that are left to those who want much. */
    BitSet avoided() {
        return avoided;
    }
}
