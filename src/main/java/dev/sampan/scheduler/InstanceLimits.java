package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.Limits;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.Containers;
import dev.sampan.container.IoRates;
import dev.sampan.container.Processors;
import dev.sampan.unit.Count;
import dev.sampan.unit.CpuCount;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * What instances may use: their limits, and while they start more of the processors. Only these are raised, no weight is,
 * so an instance that starts gets more of what the others leave and none of what is theirs.
 */
@Component
final class InstanceLimits implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(InstanceLimits.class);

    private final Limits limits;
    private final Containers containers;
    private final Processors processors;
    private final SchedulerProperties properties;
    private final Map<ContainerId, Instance> boosted = new ConcurrentHashMap<>();

    InstanceLimits(
            Limits limits,
            Containers containers,
            Processors processors,
            SchedulerProperties properties) {
        this.limits = limits;
        this.containers = containers;
        this.processors = processors;
        this.properties = properties;
    }

    /** What a process of an app may use, as the container knows it. */
    ContainerLimits of(AppName app, ProcessType process) {
        return of(ResourceScope.of(app, Optional.of(process)));
    }

    /** What a process in this scope may use. */
    ContainerLimits of(ResourceScope scope) {
        ResourceLimits wanted = limits.effective(scope);
        return of(wanted, wanted.cpu());
    }

    /** The same while it starts. */
    ContainerLimits ofStart(AppName app, ProcessType process) {
        ResourceLimits wanted = limits.effective(app, process);
        return of(wanted, wanted.startCpu());
    }

    private static ContainerLimits of(ResourceLimits wanted, Optional<CpuCount> cpu) {
        return new ContainerLimits(
                cpu,
                weight(wanted),
                wanted.cpuset(),
                wanted.memory(),
                wanted.memorySwap(),
                wanted.memoryHigh(),
                wanted.reservedMemory(),
                wanted.pids(),
                new IoRates(
                        wanted.ioRead(),
                        wanted.ioWrite(),
                        wanted.ioReadOperations().map(Count::value),
                        wanted.ioWriteOperations().map(Count::value)),
                wanted.networkIngress(),
                wanted.networkEgress());
    }

    /** Processors that are reserved are a weight of 100 each, so that they are shared out like that when all are busy. */
    private static Optional<Integer> weight(ResourceLimits wanted) {
        return wanted.reservedCpu()
                .map(cpu -> Math.clamp(cpu.millis() / 10, 1, 10_000))
                .or(wanted::cpuWeight);
    }

    /** An instance was started with what it may use while it starts, which ends when it is ready, or is late with that. */
    void boosted(Instance instance) {
        boosted.put(instance.container().id(), instance);
        CompletableFuture.delayedExecutor(properties.boostLimit().toMillis(), TimeUnit.MILLISECONDS)
                .execute(
                        () -> {
                            if (boosted.containsKey(instance.container().id())) {
                                settleUnattended(instance);
                            }
                        });
    }

    /** From now on an instance is held to its limit of processor time. */
    synchronized void settle(Instance instance) {
        ContainerId id = instance.container().id();
        boosted.remove(id);
        if (containers.find(id).isPresent()) {
            processors.limit(id, limits.effective(instance.app(), instance.slot().process()).cpu());
        }
    }

    /** The same for one that nobody waits for. */
    void settleUnattended(Instance instance) {
        try {
            settle(instance);
        } catch (RuntimeException e) {
            log.error("Limit of processor time could not be set: slot={}", instance.slot(), e);
        }
    }

    /** Gives an instance the limits that are wanted now. */
    synchronized void apply(Instance instance) {
        ContainerId id = instance.container().id();
        AppName app = instance.app();
        ProcessType process = instance.slot().process();
        containers.limit(id, boosted.containsKey(id) ? ofStart(app, process) : of(app, process));
    }

    /** For the end of the control plane, after which nobody learns that they are ready. */
    @Override
    public void destroy() {
        boosted.values().forEach(this::settleUnattended);
    }
}
