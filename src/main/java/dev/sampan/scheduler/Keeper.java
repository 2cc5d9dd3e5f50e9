package dev.sampan.scheduler;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Release;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.Containers;
import dev.sampan.logs.LogFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the wanted instances running: adopts those that outlived the control plane, starts those that are missing, and
 * starts again, with growing pauses, those that end.
 */
@Component
public class Keeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    private static final int STARTS_AT_ONCE = 4;

    private final Containers containers;
    private final Instances instances;
    private final Scheduler scheduler;
    private final InstanceLimits limits;
    private final Routes routes;
    private final Neighbourhood neighbourhood;
    private final Apps apps;
    private final LogFiles logs;
    private final RestartBackoff backoff = RestartBackoff.DEFAULT;
    private final Map<Slot, Crash> crashes = new ConcurrentHashMap<>();
    private final Semaphore starts = new Semaphore(STARTS_AT_ONCE);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("restart-timer").factory());
    private volatile boolean running;

    Keeper(
            Containers containers,
            Instances instances,
            Scheduler scheduler,
            InstanceLimits limits,
            Routes routes,
            Neighbourhood neighbourhood,
            Apps apps,
            LogFiles logs) {
        this.containers = containers;
        this.instances = instances;
        this.scheduler = scheduler;
        this.limits = limits;
        this.routes = routes;
        this.neighbourhood = neighbourhood;
        this.apps = apps;
        this.logs = logs;
    }

    /** The instances of an app that wait to be started again, by dyno. */
    public Map<String, Crash> crashes(AppName app) {
        Map<String, Crash> found = new TreeMap<>();
        crashes.forEach(
                (slot, crash) -> {
                    if (slot.app().equals(app) && !isFilled(slot)) {
                        found.put(slot.dyno(), crash);
                    }
                });
        return found;
    }

    /**
     * Stops all instances and commands in the background, and starts none again. What is wanted stays as it is, so the next start of the control plane
     * starts them.
     */
    public void suspend(Duration grace) {
        running = false;
        List<Instance> all = instances.all();
        log.info("Stopping all instances until the next start: instances={}", all.size());
        scheduler.stop(all, grace);
        scheduler.closeOneOffs(grace);
        scheduler.refreshRoutes();
    }

    /** Forgets the crashes of an app, as when a person has it started again or it is gone. */
    public void forgive(AppName app) {
        crashes.keySet().removeIf(slot -> slot.app().equals(app));
    }

    @Override
    public void start() {
        running = true;
        containers.onExit(this::ended);
        containers.list().stream()
                .flatMap(container -> Instance.adopt(container).stream())
                .forEach(instances::put);
        List<Instance> surplus = surplus();
        scheduler.refreshNetwork();
        scheduler.refreshRoutes();
        scheduler.replace(surplus, List.of());
        // They may have been starting when the last control plane was killed.
        instances.all().stream()
                .filter(instance -> instance.state() == Instance.State.UP)
                .forEach(limits::settleUnattended);
        int adopted = instances.all().size() - surplus.size();
        log.info("Adopted what runs: instances={} surplus={}", adopted, surplus.size());
        for (App app : apps.list()) {
            startMissing(app.name());
        }
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts what is wanted of an app and not there. */
    public void startMissing(AppName app) {
        scheduler.wanted(app).keySet().stream()
                .filter(slot -> !isFilled(slot))
                .forEach(slot -> restart(slot, Duration.ZERO, true));
    }

    private boolean isWanted(Instance instance) {
        return wanted(instance.slot())
                .filter(release -> release.number() == instance.release())
                .isPresent();
    }

    /** What nobody wants any more, and of those in one place all but the first: a restart of it was cut off. */
    private List<Instance> surplus() {
        Set<Slot> filled = new HashSet<>();
        return instances.all().stream()
                .filter(instance -> !isWanted(instance) || !filled.add(instance.slot()))
                .toList();
    }

    private boolean isFilled(Slot slot) {
        return instances.current(slot.app()).stream()
                .anyMatch(instance -> instance.slot().equals(slot));
    }

    /** The release that this place should run now; empty when nothing should run there. */
    private Optional<Release> wanted(Slot slot) {
        return Optional.ofNullable(scheduler.wanted(slot.app()).get(slot));
    }

    private void ended(Container container, ContainerExit exit) {
        Optional<Instance> before = instances.find(container.id());
        var _ = instances.update(container.id(), instance -> instance.exited(exit));
        before.filter(instance -> instance.state() == Instance.State.UP)
                .ifPresent(instance -> crashed(instance, exit));
        before.filter(instance -> instance.state() == Instance.State.DRAINING)
                .ifPresent(_ -> instances.remove(container.id()));
    }

    private void crashed(Instance instance, ContainerExit exit) {
        instances.remove(instance.container().id());
        neighbourhood.publish();
        routes.publish();
        Duration lived = Duration.between(instance.startedAt(), Instant.now());
        again(instance.slot(), exit, ReadinessGate.describe(exit), lived, backoff.forgives(lived));
    }

    /** Starts an instance again that was taken out of the traffic because it is not well. */
    void replace(Instance unwell, String reason) {
        Duration lived = Duration.between(unwell.startedAt(), Instant.now());
        again(unwell.slot(), new ContainerExit(0, false), reason, lived, backoff.forgives(lived));
    }

    /**
     * Starts an instance again, after a while.
     *
     * @param boosted whether it may use more of the processors meanwhile: not one that ends again and again
     */
    private void again(
            Slot slot, ContainerExit exit, String reason, Duration lived, boolean boosted) {
        Crash before = crashes.get(slot);
        int failures = backoff.failures(before == null ? 0 : before.failures(), lived);
        Duration delay = backoff.delay(failures);
        crashes.put(slot, new Crash(exit, reason, failures, Instant.now().plus(delay)));
        logs.say(
                slot.app(),
                slot.dyno(),
                "%s; it is started again in %.1f s".formatted(reason, delay.toMillis() / 1000.0));
        log.info(
                "Instance ended: slot={} reason={} failures={} delay={}",
                slot,
                reason,
                failures,
                delay);
        restart(slot, delay, boosted);
    }

    private void restart(Slot slot, Duration delay, boolean boosted) {
        if (running) {
            var _ =
                    timer.schedule(
                            () ->
                                    Thread.ofVirtual()
                                            .name("restart-" + slot)
                                            .start(() -> fill(slot, boosted)),
                            delay.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void fill(Slot slot, boolean boosted) {
        Optional<Release> release = wanted(slot);
        if (release.isEmpty() || isFilled(slot)) {
            crashes.remove(slot);
            return;
        }
        Instant begun = Instant.now();
        List<Instance> started = List.of();
        try {
            starts.acquire();
            try {
                started = scheduler.start(release.get(), List.of(slot), boosted);
            } finally {
                starts.release();
            }
            scheduler
                    .awaitHealthy(release.get(), started)
                    .forEach(warning -> logs.say(slot.app(), slot.dyno(), warning));
            serve(slot, started);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("Could not start an instance again: slot={}", slot, e);
            scheduler.stop(started, Duration.ZERO);
            String reason =
                    e.getMessage() == null
                            ? "could not be started"
                            : "could not be started: " + e.getMessage();
            again(
                    slot,
                    new ContainerExit(0, false),
                    reason,
                    Duration.between(begun, Instant.now()),
                    false);
        }
    }

    private void serve(Slot slot, List<Instance> started) {
        boolean stillWanted = started.stream().allMatch(this::isWanted) && !isFilled(slot);
        if (stillWanted) {
            scheduler.replace(List.of(), started);
        } else {
            scheduler.stop(started, Duration.ZERO);
        }
    }
}
