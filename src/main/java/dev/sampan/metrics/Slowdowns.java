package dev.sampan.metrics;

import dev.sampan.app.AppName;
import dev.sampan.app.Limits;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.host.HostLoad;
import dev.sampan.host.PeriodicTask;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** Knows who slowed whom in the last minute, by what the kernel counts of waiting and taking for each container. */
@Component
public class Slowdowns {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** How far back the view looks. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    /** A slowdown becomes an event only when it lasts so long: a deploy keeps a machine busy for a moment, too. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(15);

    /** Waiting for less than this part of the time is life on a machine with others. */
    private static final double LEAST_SHOWN = 0.05;

    private final Scheduler scheduler;
    private final Containers containers;
    private final Limits limits;
    private final EventTeller teller;
    private final MetricsProperties properties;
    private final Deque<LoadSample> samples = new ArrayDeque<>();

    Slowdowns(
            Scheduler scheduler,
            Containers containers,
            Limits limits,
            EventTeller teller,
            MetricsProperties properties) {
        this.scheduler = scheduler;
        this.containers = containers;
        this.limits = limits;
        this.teller = teller;
        this.properties = properties;
    }

    @Bean
    PeriodicTask slowdownLook() {
        return new PeriodicTask("slowdowns", Duration.ZERO, () -> INTERVAL, this::look);
    }

    /** Who was slowed down in the last minute, and by whom, the slowest first. */
    public List<Slowdown> lately() {
        synchronized (samples) {
            return samples.isEmpty()
                    ? List.of()
                    : samples.getLast().slowdownsSince(samples.getFirst(), LEAST_SHOWN);
        }
    }

    private void look() {
        keep(sample());
        tell();
    }

    private LoadSample sample() {
        Map<ContainerId, LoadSample.Seen> seen = new HashMap<>();
        for (Container container : containers.list()) {
            Optional<Instance> instance = Scheduler.instanceOf(container);
            containers
                    .load(container.id())
                    .ifPresent(
                            load ->
                                    seen.put(
                                            container.id(),
                                            new LoadSample.Seen(
                                                    name(container.owner()),
                                                    instance.map(Instance::dyno).orElse("build"),
                                                    load,
                                                    () -> instance.flatMap(this::memoryLimit))));
        }
        return new LoadSample(System.nanoTime(), HostLoad.read(), seen);
    }

    /** What Sampan builds for all apps is kept under a name that no app can have. */
    private static String name(String owner) {
        return owner.indexOf('_') < 0 ? owner : "sampan";
    }

    private Optional<DataSize> memoryLimit(Instance instance) {
        ResourceLimits holds = limits.effective(instance.app(), instance.slot().process());
        return holds.memoryHigh().or(holds::memory);
    }

    private void keep(LoadSample sample) {
        synchronized (samples) {
            samples.addLast(sample);
            while (sample.nanos() - samples.getFirst().nanos() > WINDOW.toNanos()) {
                samples.removeFirst();
            }
        }
    }

    private void tell() {
        List<Slowdown> lasting;
        synchronized (samples) {
            LoadSample last = samples.getLast();
            Optional<LoadSample> before =
                    samples.stream()
                            .filter(s -> last.nanos() - s.nanos() >= TOLD_AFTER.toNanos())
                            .reduce((_, later) -> later);
            lasting =
                    before.map(s -> last.slowdownsSince(s, properties.throttledShare()))
                            .orElse(List.of());
        }
        Map<String, AppName> apps = new HashMap<>();
        scheduler.instances().forEach(i -> apps.put(i.app() + " " + i.dyno(), i.app()));
        for (Slowdown slowdown : lasting) {
            AppName app = apps.get(slowdown.app() + " " + slowdown.process());
            if (app != null) {
                teller.tell(
                        app,
                        slowdown.process(),
                        new InstanceWatch.Hit(
                                slowdown.shortage().kind(),
                                slowdown.waitedText(),
                                slowdown.takersText()));
            }
        }
    }
}
