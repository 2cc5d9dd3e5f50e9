package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class PeriodicTaskTests {

    private static final Duration SHORT = Duration.ofMillis(1);

    @Test
    void goesOnWhenTheWorkFailsInAnyWay(CapturedOutput output) throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch wellAgain = new CountDownLatch(2);
        PeriodicTask task =
                PeriodicTask.every(
                        SHORT,
                        "fails-often",
                        () -> {
                            switch (runs.incrementAndGet()) {
                                case 1 -> throw new IOException("no disk");
                                case 2, 3, 4 -> throw new IllegalStateException("no database");
                                case 5 -> throw new NoClassDefFoundError("no class");
                                default -> wellAgain.countDown();
                            }
                        });

        task.start();

        assertThat(wellAgain.await(30, TimeUnit.SECONDS)).isTrue();
        task.stop();
        assertThat(output.getOut())
                .containsOnlyOnce("IOException: no disk")
                .containsOnlyOnce("IllegalStateException: no database")
                .containsOnlyOnce("NoClassDefFoundError: no class")
                .containsOnlyOnce("works again task=fails-often failures=5");
    }

    @Test
    void interruptsTheWorkWhenStopped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        PeriodicTask task =
                new PeriodicTask(
                        "waits",
                        Duration.ZERO,
                        () -> Duration.ofDays(1),
                        () -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                            }
                        });

        task.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(task.isRunning()).isTrue();
        task.stop();

        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(task.isRunning()).isFalse();
    }

    @Test
    void asksForThePauseAfterEachTimeAndRunsAgainWhenStartedAgain() throws InterruptedException {
        AtomicInteger pauses = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(3);
        CountDownLatch second = new CountDownLatch(6);
        PeriodicTask task =
                new PeriodicTask(
                        "varies",
                        Duration.ZERO,
                        () -> SHORT.multipliedBy(pauses.getAndIncrement() % 3),
                        () -> {
                            first.countDown();
                            second.countDown();
                        });

        task.start();
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        task.stop();
        task.start();

        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        task.stop();
        assertThat(pauses.get()).isGreaterThanOrEqualTo(3);
    }
}
