package dev.sampan.precedence;

import dev.sampan.app.Limits;
import dev.sampan.container.Containers;
import dev.sampan.host.HostLoad;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Sees to it that an app that answers requests does not wait for one that computes.
 *
 * <p>The kernel shares processors fairly, but lets whoever wakes up wait for the end of somebody's time slice, some
 * milliseconds each time, and a request needs four wake-ups. So while the machine works, those that want little of the
 * processors are given precedence over those that want much; among those of a kind, weights count as ever. On an idle
 * machine there is nothing to wait for, and only its load is looked at.
 */
@Component
final class PrecedenceKeeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PrecedenceKeeper.class);

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** A look may cost this part of a processor, so with very many containers they are looked at less often. */
    private static final int MOST_COST = 20;

    /** With less than this part of the processors busy, who wakes up finds one that is idle. */
    private static final double BUSY = 0.2;

    /** When all are told anew how they stand, in case that somebody changed it. */
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    private final PrecedenceProperties properties;
    private final ContainerPrecedence containers;
    private final RouterPrecedence router;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("precedence").factory());
    private HostLoad before = HostLoad.read();
    private long lookedAt = System.nanoTime();
    private long renewedAt = System.nanoTime();
    private volatile boolean running;

    PrecedenceKeeper(
            PrecedenceProperties properties,
            Containers containers,
            Limits limits,
            SampanHome home) {
        this.properties = properties;
        this.containers = new ContainerPrecedence(containers, limits);
        this.router = new RouterPrecedence(home);
    }

    @Override
    public void start() {
        running = true;
        if (properties.enabled()) {
            plan(INTERVAL.toNanos());
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

    private void plan(long nanos) {
        if (running) {
            var _ = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        long begun = System.nanoTime();
        try {
            if (isBusy(begun)) {
                if (begun - renewedAt > RENEWAL.toNanos()) {
                    containers.forget();
                    renewedAt = begun;
                }
                router.look(begun);
                containers.look(begun);
            }
        } catch (RuntimeException | IOException e) {
            log.error("Could not see who wants much of the processors; it is tried again", e);
        }
        plan(Math.max(INTERVAL.toNanos(), MOST_COST * (System.nanoTime() - begun)));
    }

    private boolean isBusy(long nanos) {
        HostLoad now = HostLoad.read();
        double worked = now.busy().minus(before.busy()).toNanos();
        double possible = (double) (nanos - lookedAt) * Runtime.getRuntime().availableProcessors();
        before = now;
        lookedAt = nanos;
        return worked >= BUSY * possible;
    }
}
