package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.AppName;
import dev.sampan.app.CheckSettingsFixture;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.Release;
import dev.sampan.container.ContainerExit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks by a command, so that each question and its answer is known. */
@Timeout(60)
class ReadinessGateTests {

    private final Instances instances = new Instances();
    private final AtomicInteger asked = new AtomicInteger();
    private int wellAfter = Integer.MAX_VALUE;
    private boolean ends;
    private final List<Instance> ready = new CopyOnWriteArrayList<>();
    private Instance web;

    private final ReadinessGate gate =
            new ReadinessGate(
                    instances,
                    new HealthChecks(
                            new SchedulerProperties(
                                    5000,
                                    Duration.ofSeconds(30),
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(30),
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(30)),
                            CheckSettingsFixture.nothingSet()),
                    new View(),
                    new HealthProbe(new View()));

    /** Counts the questions; from the wanted one on, all is well. */
    private final class View implements InstanceView {

        @Override
        public Optional<String> exec(Instance instance, List<String> command, Duration limit) {
            if (ends) {
                instances.put(instance.exited(new ContainerExit(3, false)));
            }
            return asked.incrementAndGet() >= wellAfter ? Optional.empty() : Optional.of("failed");
        }

        @Override
        public List<String> lastLines(Instance instance) {
            return List.of("the last line");
        }
    }

    @BeforeEach
    void start() throws Exception {
        web = InstanceFixture.web(5000);
        instances.put(web);
    }

    @Test
    void failsAfterAsManyAttemptsAsTheCheckSays() {
        assertThatExceptionOfType(UnhealthyException.class)
                .isThrownBy(() -> await(InstanceFixture.command(2)))
                .withMessage("web.1 is not healthy after 2 attempt(s): failed")
                .satisfies(
                        e ->
                                assertThat(e.failures().getFirst().lastLines())
                                        .containsExactly("the last line"));
        assertThat(asked).hasValue(2);
        assertThat(ready).isEmpty();
    }

    @Test
    void passesWhenTheLastAttemptHolds() throws Exception {
        wellAfter = 3;
        assertThat(await(InstanceFixture.command(3))).isEmpty();
        assertThat(asked).hasValue(3);
        assertThat(ready).containsExactly(web);
    }

    @Test
    void warnsOnlyWhenTheCheckSaysSo() throws Exception {
        assertThat(await(warning(InstanceFixture.command(1))))
                .containsExactly(
                        "web.1: check 'front' only warns: it is not healthy after 1 attempt(s):"
                                + " failed");
    }

    @Test
    void failsWhenTheInstanceEndsWhateverTheCheckSays() {
        ends = true;
        assertThatExceptionOfType(UnhealthyException.class)
                .isThrownBy(() -> await(warning(InstanceFixture.command(5))))
                .withMessage("web.1 exited with code 3");
        assertThat(asked).hasValue(1);
    }

    private List<String> await(HealthCheck check) throws InterruptedException {
        return gate.await(release(check), List.of(web), "shop.localhost", ready::add);
    }

    private static HealthCheck warning(HealthCheck check) {
        return new HealthCheck(
                check.kind(),
                check.name(),
                check.path(),
                check.port(),
                check.content(),
                check.httpHeaders(),
                check.command(),
                check.listening(),
                check.uptime(),
                check.attempts(),
                check.timeout(),
                check.waitBetween(),
                check.initialDelay(),
                true);
    }

    private static Release release(HealthCheck check) {
        return new Release(
                new AppName("shop"),
                1,
                "sha256:1",
                Optional.empty(),
                Map.of("web", "run"),
                Map.of(),
                LimitSettings.NONE,
                Map.of("web", List.of(check)),
                List.of(),
                "Deploy",
                Instant.now(),
                "admin");
    }
}
