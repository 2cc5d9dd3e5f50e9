package dev.sampan.host;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Work that a thread of its own does again and again while the application runs. When it fails, it is done again at its
 * next time; a failure that lasts is told once a minute, not each time.
 */
public final class PeriodicTask implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

    /** What is done each time; an interrupt says that it shall end. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException, InterruptedException;
    }

    private final String name;
    private final Duration first;
    private final Supplier<Duration> pause;
    private final Work work;
    private volatile @Nullable Thread thread;
    private int failures;
    private String told = "";
    private long toldAt;

    /**
     * Work whose pauses differ.
     *
     * @param name of the thread
     * @param first how long after the start it is done for the first time
     * @param pause how long to wait after each time, asked when that has ended
     */
    public PeriodicTask(String name, Duration first, Supplier<Duration> pause, Work work) {
        this.name = name;
        this.first = first;
        this.pause = pause;
        this.work = work;
    }

    /** Work with one pause before and after each time. */
    public static PeriodicTask every(Duration pause, String name, Work work) {
        return new PeriodicTask(name, pause, () -> pause, work);
    }

    @Override
    public void start() {
        if (!isRunning()) {
            Thread started = Thread.ofPlatform().daemon().name(name).unstarted(this::repeat);
            thread = started;
            started.start();
        }
    }

    /** Interrupts what is being done, and does not wait for its end. */
    @Override
    public void stop() {
        Thread stopped = thread;
        thread = null;
        if (stopped != null) {
            stopped.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void repeat() {
        try {
            Thread.sleep(first);
            while (Thread.currentThread().equals(thread)) {
                runOnce();
                Thread.sleep(pause.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() throws InterruptedException {
        try {
            work.run();
            if (failures > 0) {
                log.info("Periodic task works again task={} failures={}", name, failures);
            }
            failures = 0;
            told = "";
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable problem) {
        failures++;
        boolean known =
                told.equals(problem.toString())
                        && System.nanoTime() - toldAt < TOLD_AGAIN.toNanos();
        if (!known && isRunning()) {
            told = problem.toString();
            toldAt = System.nanoTime();
            log.error(
                    "Periodic task failed, it is tried again task={} failures={}",
                    name,
                    failures,
                    problem);
        }
    }
}
