package dev.sampan.precedence;

import dev.sampan.app.Limits;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.container.Precedence;
import dev.sampan.runtime.ProcessorUse;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets the processes of apps that want little of the processors go before those that want much. Builds take their turns. */
final class ContainerPrecedence {

    /** So much of one processor is more than a program needs that mostly waits for somebody. */
    private static final double MUCH = 0.4;

    private static final int USUAL_WEIGHT = 100;

    private final Containers containers;
    private final Limits limits;
    private final Map<ContainerId, Watched> watched = new HashMap<>();

    ContainerPrecedence(Containers containers, Limits limits) {
        this.containers = containers;
        this.limits = limits;
    }

    private static final class Watched {
        final Demand demand = new Demand(MUCH);
        @Nullable Precedence given;
    }

    void look(long nanos) {
        List<Container> there = containers.list();
        watched.keySet().retainAll(there.stream().map(Container::id).collect(Collectors.toSet()));
        for (Container container : there) {
            Optional<ProcessorUse> use = containers.processorUse(container.id());
            if (use.isPresent()) {
                look(container, use.get(), nanos);
            }
        }
    }

    private void look(Container container, ProcessorUse use, long nanos) {
        Watched one = watched.computeIfAbsent(container.id(), _ -> new Watched());
        Optional<Precedence> wanted = one.demand.look(use, nanos);
        Optional<Instance> instance = Scheduler.instanceOf(container);
        if (wanted.isEmpty() || instance.isEmpty() || wanted.get() == one.given) {
            return;
        }
        containers.precede(container.id(), weight(instance.get()), wanted.get());
        one.given = wanted.get();
    }

    /** Limits that were changed since are written by their own weight, so everybody's precedence is given anew then. */
    void forget() {
        watched.values().forEach(one -> one.given = null);
    }

    private int weight(Instance instance) {
        return limits.effective(instance.app(), instance.slot().process())
                .cpuWeight()
                .orElse(USUAL_WEIGHT);
    }
}
