package dev.sampan.precedence;

import dev.sampan.app.Limits;
import dev.sampan.container.Containers;
import dev.sampan.container.Processors;
import dev.sampan.host.HostLoad;
import dev.sampan.host.PeriodicTask;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
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
final class PrecedenceKeeper implements DisposableBean {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** A look may cost this part of a processor, so with very many containers they are looked at less often. */
    private static final int MOST_COST = 20;

    /** With less than this part of the processors busy, who wakes up finds one that is idle. */
    private static final double BUSY = 0.2;

    /** When all are told anew how they stand, in case that somebody changed it. */
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final PrecedenceProperties properties;
    private final ContainerPrecedence containers;
    private final RouterPrecedence router;
    private HostLoad before = HostLoad.read();
    private long lookedAt = System.nanoTime();
    private long renewedAt = System.nanoTime();
    private Duration pause = INTERVAL;
    private boolean ended;

    PrecedenceKeeper(
            PrecedenceProperties properties,
            Containers containers,
            Processors processors,
            Limits limits,
            SampanHome home) {
        this.properties = properties;
        this.containers =
                new ContainerPrecedence(
                        containers,
                        processors,
                        instance -> limits.effective(instance.app(), instance.slot().process()),
                        new Room(PROCESSORS));
        this.router = new RouterPrecedence(home.resolve("run", "router.pid"));
    }

    @Bean
    PeriodicTask precedence() {
        Duration first = properties.enabled() ? INTERVAL : ChronoUnit.FOREVER.getDuration();
        return new PeriodicTask("precedence", first, () -> pause, this::look);
    }

    @Override
    public synchronized void destroy() {
        ended = true;
        containers.release();
    }

    private synchronized void look() throws IOException {
        if (ended) {
            return;
        }
        long begun = System.nanoTime();
        try {
            double worked = worked(begun);
            if (worked >= BUSY * PROCESSORS) {
                if (begun - renewedAt > RENEWAL.toNanos()) {
                    containers.forget();
                    renewedAt = begun;
                }
                containers.look(worked, begun);
                router.look(containers.avoided(), begun);
            }
        } finally {
            Duration wanted = Duration.ofNanos(System.nanoTime() - begun).multipliedBy(MOST_COST);
            pause = wanted.compareTo(INTERVAL) > 0 ? wanted : INTERVAL;
        }
    }

    /** How many processors have been busy since this was last asked. */
    private double worked(long nanos) {
        HostLoad now = HostLoad.read();
        double worked = now.busy().minus(before.busy()).toNanos() / (double) (nanos - lookedAt);
        before = now;
        lookedAt = nanos;
        return worked;
    }
}
