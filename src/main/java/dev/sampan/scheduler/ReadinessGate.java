package dev.sampan.scheduler;

import dev.sampan.app.HealthCheck;
import dev.sampan.app.Release;
import dev.sampan.container.ContainerExit;
import dev.sampan.scheduler.UnhealthyException.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Waits until started instances pass their checks. One that does not answer yet is asked every 10 ms at first, less often
 * as time goes on; one that answers wrongly has as many attempts as its check says.
 */
@Component
final class ReadinessGate {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

    /** So one that takes a second is noticed a sixtieth of a second later, on average half of that. */
    private static final Duration LONGER = Duration.ofNanos(100_000);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final Path PROCESSES = Path.of("/proc");

    private final Instances instances;
    private final HealthChecks checks;
    private final InstanceView view;
    private final HealthProbe probe;

    ReadinessGate(Instances instances, HealthChecks checks, InstanceView view, HealthProbe probe) {
        this.instances = instances;
        this.checks = checks;
        this.view = view;
        this.probe = probe;
    }

    /**
     * What the checks of one instance came to.
     *
     * @param failure why it is not healthy
     * @param warnings what does not hold and need not
     */
    private record Verdict(Optional<String> failure, List<String> warnings) {}

    /**
     * Returns when all are healthy.
     *
     * @param host the host name to ask for in HTTP checks
     * @param ready told of each as soon as it is healthy
     * @return what did not hold of the checks that only warn
     * @throws UnhealthyException when one ends or does not pass its checks in time
     */
    List<String> await(
            Release release, List<Instance> started, String host, Consumer<Instance> ready)
            throws InterruptedException {
        List<Failure> failures = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Verdict>> results =
                    started.stream()
                            .map(
                                    instance ->
                                            threads.submit(
                                                    () -> judge(release, instance, host, ready)))
                            .toList();
            try {
                for (int i = 0; i < results.size(); i++) {
                    Instance instance = started.get(i);
                    Verdict verdict = results.get(i).get();
                    warnings.addAll(verdict.warnings());
                    verdict.failure()
                            .ifPresent(
                                    reason ->
                                            failures.add(
                                                    new Failure(
                                                            instance,
                                                            reason,
                                                            view.lastLines(instance))));
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
        return warnings;
    }

    private Verdict judge(Release release, Instance instance, String host, Consumer<Instance> ready)
            throws InterruptedException {
        List<String> warnings = new ArrayList<>();
        for (HealthCheck check : checks.of(release, instance.slot().process())) {
            Optional<String> failure = await(check, instance, host);
            if (failure.isPresent() && (!check.warn() || ended(instance).isPresent())) {
                return new Verdict(failure, warnings);
            }
            failure.ifPresent(
                    reason ->
                            warnings.add(
                                    "%s: check '%s' only warns: it %s"
                                            .formatted(instance.dyno(), check.name(), reason)));
        }
        ready.accept(instance);
        return new Verdict(Optional.empty(), warnings);
    }

    private Optional<String> await(HealthCheck check, Instance instance, String host)
            throws InterruptedException {
        Duration limit = HealthChecks.limit(check);
        Instant deadline = Instant.now().plus(limit);
        Duration pause = FIRST_PAUSE;
        int attempts = 0;
        rest(check.initialDelay(), instance);
        while (ended(instance).isEmpty()) {
            Finding finding = ask(check, instance, host, deadline);
            if (finding.holds()) {
                return ended(instance);
            }
            boolean wrong = finding.kind() == Finding.Kind.WRONG;
            attempts += wrong ? 1 : 0;
            if (attempts >= check.attempts()) {
                return Optional.of(
                        "is not healthy after %d attempt(s): %s"
                                .formatted(attempts, finding.reason()));
            }
            if (Instant.now().isAfter(deadline)) {
                return Optional.of(
                        "is not healthy after %d s: %s"
                                .formatted(limit.toSeconds(), reason(check, finding, instance)));
            }
            rest(wrong ? check.waitBetween() : pause, instance);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.plus(LONGER) : LONGEST_PAUSE;
        }
        return ended(instance);
    }

    private static String reason(HealthCheck check, Finding finding, Instance instance) {
        if (finding.kind() != Finding.Kind.DEAF) {
            return finding.reason();
        }
        int port = check.port().orElse(instance.port());
        return "%s%s. It has to listen on 0.0.0.0, port %d%s"
                .formatted(
                        finding.reason(),
                        ListeningSockets.instead(PROCESSES, instance.container().pid()),
                        port,
                        port == instance.port()
                                ? ", which the variable PORT names; an image names another one with EXPOSE"
                                : "");
    }

    private Finding ask(HealthCheck check, Instance instance, String host, Instant deadline)
            throws InterruptedException {
        if (HealthChecks.isUptime(check)) {
            return Instant.now().isBefore(deadline)
                    ? Finding.silent("has not been up for long enough")
                    : Finding.GOOD;
        }
        return probe.ask(check, instance, host);
    }

    /** Waits, but not for one that has ended. */
    private void rest(Duration time, Instance instance) throws InterruptedException {
        Duration left = time;
        while (left.isPositive() && ended(instance).isEmpty()) {
            Duration nap = left.compareTo(LONGEST_PAUSE) < 0 ? left : LONGEST_PAUSE;
            Thread.sleep(nap);
            left = left.minus(nap);
        }
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
