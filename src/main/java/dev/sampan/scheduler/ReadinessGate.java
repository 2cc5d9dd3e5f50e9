package dev.sampan.scheduler;

import dev.sampan.app.HealthCheck;
import dev.sampan.app.Release;
import dev.sampan.container.ContainerExit;
import dev.sampan.scheduler.UnhealthyException.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;

/** Waits until started instances pass their checks: asked every 10 ms at first, less often as time goes on. */
@Component
final class ReadinessGate {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Instances instances;
    private final HealthChecks checks;
    private final InstanceStarter starter;
    private final HealthProbe probe = new HealthProbe();

    ReadinessGate(Instances instances, HealthChecks checks, InstanceStarter starter) {
        this.instances = instances;
        this.checks = checks;
        this.starter = starter;
    }

    /**
     * Returns when all are healthy.
     *
     * @param host the host name to ask for in HTTP checks
     * @throws UnhealthyException when one ends or does not pass its checks in time
     */
    void await(Release release, List<Instance> started, String host) throws InterruptedException {
        List<Failure> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<String>>> results =
                    started.stream()
                            .map(
                                    instance ->
                                            threads.submit(
                                                    () -> firstFailure(release, instance, host)))
                            .toList();
            try {
                for (int i = 0; i < results.size(); i++) {
                    Instance instance = started.get(i);
                    results.get(i)
                            .get()
                            .ifPresent(
                                    reason ->
                                            failures.add(
                                                    new Failure(
                                                            instance,
                                                            reason,
                                                            starter.lastLines(instance))));
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "A health check of app '%s' broke".formatted(release.app()), e);
            } finally {
                threads.shutdownNow();
            }
        }
        if (!failures.isEmpty()) {
            throw new UnhealthyException(failures);
        }
    }

    private Optional<String> firstFailure(Release release, Instance instance, String host)
            throws InterruptedException {
        for (HealthCheck check : checks.of(release, instance.slot().process())) {
            Optional<String> failure = await(check, instance, host);
            if (failure.isPresent() && !check.warn()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<String> await(HealthCheck check, Instance instance, String host)
            throws InterruptedException {
        Duration limit = HealthChecks.limit(check);
        Instant deadline = Instant.now().plus(limit);
        Duration pause = FIRST_PAUSE;
        while (true) {
            Optional<String> ended = ended(instance);
            if (ended.isPresent()) {
                return ended;
            }
            Optional<String> failure = ask(check, instance, host, deadline);
            if (failure.isEmpty()) {
                return ended(instance);
            }
            if (Instant.now().isAfter(deadline)) {
                return Optional.of(
                        "is not healthy after %d s: %s"
                                .formatted(limit.toSeconds(), failure.get()));
            }
            Thread.sleep(pause);
            pause =
                    pause.compareTo(LONGEST_PAUSE) < 0
                            ? pause.multipliedBy(3).dividedBy(2)
                            : LONGEST_PAUSE;
        }
    }

    private Optional<String> ask(
            HealthCheck check, Instance instance, String host, Instant deadline)
            throws InterruptedException {
        int port = check.port().orElse(instance.port());
        if (check.path().isPresent()) {
            return probe.answers(instance.address(), port, check, check.path().get(), host);
        }
        if (!check.command().isEmpty()) {
            return starter.exec(instance, check.command(), check.timeout());
        }
        if (check.listening()) {
            return probe.listening(instance.address(), port);
        }
        return Instant.now().isBefore(deadline)
                ? Optional.of("has not been up for long enough")
                : Optional.empty();
    }

    private Optional<String> ended(Instance instance) {
        return instances
                .find(instance.container().id())
                .map(known -> known.exit().map(ReadinessGate::describe))
                .orElse(Optional.of("was stopped while it was starting"));
    }

    static String describe(ContainerExit exit) {
        return exit.outOfMemory()
                ? "was killed for using more memory than its limit. Raise it with `resource:limit --memory`"
                : exit.exitCode() == ContainerExit.UNKNOWN
                        ? "ended with an unknown exit code"
                        : "exited with code " + exit.exitCode();
    }
}
