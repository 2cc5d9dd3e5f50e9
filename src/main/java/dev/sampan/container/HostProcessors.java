package dev.sampan.container;

import dev.sampan.host.ThreadScheduling;
import dev.sampan.network.Networks;
import dev.sampan.runtime.Cgroup;
import dev.sampan.runtime.OciRuntime;
import dev.sampan.runtime.ProcessorUse;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells the kernel how containers share the processors, by their control groups and the time slices of their threads. */
final class HostProcessors implements Processors {

    /** The shortest slice that the kernel gives. */
    private static final Duration SHORT = Duration.ofNanos(100_000);

    private final LiveContainers live;
    private final OciRuntime runtime;
    private final Networks networks;

    HostProcessors(LiveContainers live, OciRuntime runtime, Networks networks) {
        this.live = live;
        this.runtime = runtime;
        this.networks = networks;
    }

    @Override
    public Optional<ProcessorUse> use(ContainerId id) {
        return live.find(id).flatMap(this::use);
    }

    private Optional<ProcessorUse> use(LiveContainer container) {
        return group(container)
                .processorUse()
                .map(use -> use.plus(networks.work(container.network())));
    }

    @Override
    public Optional<CpuCount> limit(ContainerId id) {
        return live.find(id).map(this::group).flatMap(Cgroup::processorLimit);
    }

    @Override
    public void limit(ContainerId id, Optional<CpuCount> most) {
        change(id, group -> group.limitProcessors(most));
    }

    @Override
    public void precede(ContainerId id, int weight, Precedence precedence) {
        change(
                id,
                group -> {
                    group.weigh(precedence.weight(weight));
                    group.processes().forEach(process -> schedule(process, precedence));
                });
    }

    private static void schedule(long process, Precedence precedence) {
        switch (precedence) {
            case FIRST -> ThreadScheduling.slice(process, SHORT);
            case IN_TURN -> ThreadScheduling.batch(process, _ -> true);
        }
    }

    @Override
    public Optional<CpuSet> allowed(ContainerId id) {
        return live.find(id).map(this::group).flatMap(Cgroup::processors);
    }

    @Override
    public void pin(ContainerId id, Optional<CpuSet> processors) {
        change(id, group -> group.pin(processors));
    }

    private void change(ContainerId id, Consumer<Cgroup> change) {
        Optional<Cgroup> group = live.find(id).map(this::group);
        try {
            group.ifPresent(change);
        } catch (UncheckedIOException e) {
            if (group.get().exists()) {
                throw e;
            }
            // It has ended meanwhile.
        }
    }

    private Cgroup group(LiveContainer container) {
        return runtime.cgroup(container.made().id());
    }
}
