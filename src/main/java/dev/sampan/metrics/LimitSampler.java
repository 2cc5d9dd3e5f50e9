package dev.sampan.metrics;

import dev.sampan.app.Limits;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerEvents;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.host.PeriodicTask;
import dev.sampan.scheduler.EntryStorage;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * Looks every now and then whether a process came up against one of its limits, and says so: in the app's log and as an
 * event. It reads three small files of the kernel for each container.
 */
@Component
class LimitSampler {

    private static final int KILLED = 128 + 9;

    /** Some quota drivers start a program to answer, so looking at disks may take this part of the time at the most. */
    private static final int MOST_COST = 20;

    private final Scheduler scheduler;
    private final Containers containers;
    private final Limits limits;
    private final EventTeller teller;
    private final DiskWatch disks;
    private final MetricsProperties properties;
    private final Map<ContainerId, InstanceWatch> watches = new ConcurrentHashMap<>();
    private long disksDue = System.nanoTime();

    LimitSampler(
            Scheduler scheduler,
            Containers containers,
            Limits limits,
            EventTeller teller,
            EntryStorage entries,
            MetricsProperties properties) {
        this.scheduler = scheduler;
        this.containers = containers;
        this.limits = limits;
        this.teller = teller;
        this.properties = properties;
        this.disks = new DiskWatch(containers, entries::usages);
        containers.onExit(this::ended);
    }

    @Bean
    PeriodicTask limitSample() {
        return PeriodicTask.every(properties.sampleInterval(), "limit-sampler", this::sample);
    }

    private void sample() {
        List<Instance> instances =
                scheduler.instances().stream()
                        .filter(instance -> instance.state() != Instance.State.EXITED)
                        .toList();
        instances.forEach(this::look);
        Set<ContainerId> there =
                instances.stream()
                        .map(instance -> instance.container().id())
                        .collect(Collectors.toSet());
        watches.keySet().retainAll(there);
        long begun = System.nanoTime();
        if (begun - disksDue >= 0) {
            lookAtDisks(instances);
            disksDue = begun + MOST_COST * (System.nanoTime() - begun);
        }
        teller.tidy();
    }

    private void lookAtDisks(List<Instance> instances) {
        instances.stream()
                .map(Instance::app)
                .distinct()
                .forEach(
                        app ->
                                disks.look(app)
                                        .forEach(
                                                hit ->
                                                        teller.tell(
                                                                app, LimitEvent.WHOLE_APP, hit)));
    }

    private void look(Instance instance) {
        Optional<ContainerEvents> seen = containers.events(instance.container().id());
        if (seen.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        ContainerId id = instance.container().id();
        InstanceWatch watch = watches.get(id);
        if (watch == null) {
            watches.put(id, new InstanceWatch(seen.get(), now, properties.throttledShare()));
            return;
        }
        List<InstanceWatch.Hit> hits;
        synchronized (watch) {
            hits = watch.look(seen.get(), now, () -> limitsOf(instance));
        }
        hits.forEach(hit -> teller.tell(instance.app(), instance.dyno(), hit));
    }

    /** A process that was killed may be gone before the next look. */
    private void ended(Container container, ContainerExit exit) {
        InstanceWatch watch = watches.remove(container.id());
        // Earlier kills of other processes in it have been told; a kill of the first one ends it by
        // SIGKILL.
        boolean told = exit.exitCode() != KILLED && !mustTell(watch);
        if (!exit.outOfMemory() || told) {
            return;
        }
        Scheduler.instanceOf(container)
                .ifPresent(
                        instance ->
                                teller.tell(
                                        instance.app(),
                                        instance.dyno(),
                                        InstanceWatch.outOfMemory(1, limitsOf(instance))));
    }

    private static boolean mustTell(@Nullable InstanceWatch watch) {
        if (watch == null) {
            return true;
        }
        synchronized (watch) {
            return watch.mustTellOutOfMemory();
        }
    }

    private ResourceLimits limitsOf(Instance instance) {
        return limits.effective(instance.app(), instance.slot().process());
    }
}
