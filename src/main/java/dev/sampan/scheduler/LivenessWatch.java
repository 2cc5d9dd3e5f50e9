package dev.sampan.scheduler;

import dev.sampan.app.HealthCheck;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.container.ContainerId;
import dev.sampan.host.PeriodicTask;
import dev.sampan.logs.LogFiles;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** Makes the liveness checks of running instances, and restarts those that do not pass them. */
@Component
class LivenessWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LivenessWatch.class);

    /** How often is looked for new instances. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A check without a pause would keep the app from its work. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private final Instances instances;
    private final Releases releases;
    private final Scheduler scheduler;
    private final Keeper keeper;
    private final HealthProbe probe;
    private final LogFiles logs;
    private final StopTimeouts timeouts;
    private final ApplicationEventPublisher events;
    private final Set<ContainerId> known = ConcurrentHashMap.newKeySet();
    private final ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor();

    LivenessWatch(
            Instances instances,
            Releases releases,
            Scheduler scheduler,
            Keeper keeper,
            HealthProbe probe,
            LogFiles logs,
            StopTimeouts timeouts,
            ApplicationEventPublisher events) {
        this.instances = instances;
        this.releases = releases;
        this.scheduler = scheduler;
        this.keeper = keeper;
        this.probe = probe;
        this.logs = logs;
        this.timeouts = timeouts;
        this.events = events;
    }

    @Bean
    PeriodicTask livenessLook() {
        return PeriodicTask.every(LOOK, "liveness-timer", this::look);
    }

    /** Makes no checks any more. */
    @Override
    public void close() {
        checks.shutdownNow();
    }

    private void look() {
        List<Instance> up =
                instances.all().stream()
                        .filter(instance -> instance.state() == Instance.State.UP)
                        .toList();
        known.retainAll(
                up.stream().map(instance -> instance.container().id()).collect(Collectors.toSet()));
        up.stream().filter(instance -> known.add(instance.container().id())).forEach(this::watch);
    }

    private void watch(Instance instance) {
        List<HealthCheck> wanted =
                releases.find(instance.app(), instance.release())
                        .map(
                                (Release release) ->
                                        HealthChecks.liveness(release, instance.slot().process()))
                        .orElse(List.of());
        wanted.forEach(check -> checks.execute(() -> run(instance, check)));
    }

    private void run(Instance instance, HealthCheck check) {
        try {
            Thread.sleep(check.initialDelay());
            repeat(instance, check);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("A liveness check broke: slot={} check={}", instance.slot(), check.name(), e);
        }
    }

    private void repeat(Instance instance, HealthCheck check) throws InterruptedException {
        Duration pause =
                check.waitBetween().compareTo(SHORTEST_WAIT) < 0
                        ? SHORTEST_WAIT
                        : check.waitBetween();
        int failures = 0;
        while (isUp(instance)) {
            Finding finding = probe.ask(check, instance, scheduler.hostOf(instance.app()));
            failures = finding.holds() ? 0 : failures + 1;
            if (failures == check.attempts() && isUp(instance)) {
                failed(instance, check, finding.reason());
            }
            Thread.sleep(pause);
        }
    }

    private void failed(Instance instance, HealthCheck check, String reason) {
        String what = "liveness check '%s' failed: %s".formatted(check.name(), reason);
        if (check.warn()) {
            logs.say(instance.app(), instance.dyno(), what + "; it only warns");
        } else if (scheduler.takeOut(instance)) {
            log.info(
                    "Instance not well: slot={} check={} reason={}",
                    instance.slot(),
                    check.name(),
                    reason);
            events.publishEvent(
                    new InstanceUnwell(instance.app(), instance.dyno(), check.attempts(), what));
            keeper.replace(instance, what);
            scheduler.stop(List.of(instance), timeouts.of(instance.app()));
        }
    }

    private boolean isUp(Instance instance) {
        return instances
                .find(instance.container().id())
                .filter(now -> now.state() == Instance.State.UP)
                .isPresent();
    }
}
