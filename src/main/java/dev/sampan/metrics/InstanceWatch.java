package dev.sampan.metrics;

import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.ContainerEvents;
import dev.sampan.container.DroppedPackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Compares what the kernel counted for one container with what it had counted a moment ago. */
final class InstanceWatch {

    private final double throttledShare;
    private ContainerEvents last;
    private long lastNanos;
    private boolean toldOutOfMemory;

    /**
     * A limit that was hit.
     *
     * @param kind which one
     * @param limit the limit
     * @param use what was asked of it, or done about it
     */
    record Hit(LimitEvent.Kind kind, String limit, String use) {}

    /** What is counted now is where it begins: a control plane that starts again tells nothing twice. */
    InstanceWatch(ContainerEvents first, long nanos, double throttledShare) {
        this.last = first;
        this.lastNanos = nanos;
        this.throttledShare = throttledShare;
    }

    /** @param limits asked only when one was hit */
    List<Hit> look(ContainerEvents now, long nanos, Supplier<ResourceLimits> limits) {
        List<Hit> hits = new ArrayList<>();
        long killed = now.outOfMemoryKills() - last.outOfMemoryKills();
        if (killed > 0) {
            toldOutOfMemory = true;
            hits.add(outOfMemory(killed, limits.get()));
        }
        long refused = now.refusedProcesses() - last.refusedProcesses();
        if (refused > 0) {
            hits.add(
                    new Hit(
                            LimitEvent.Kind.PIDS,
                            limits.get().text(Resource.PIDS),
                            "%d could not be started".formatted(refused)));
        }
        throttled(now, nanos, limits, hits);
        dropped(now.dropped(), limits, hits);
        last = now;
        lastNanos = nanos;
        return hits;
    }

    private void throttled(
            ContainerEvents now, long nanos, Supplier<ResourceLimits> limits, List<Hit> hits) {
        Duration held = now.throttled().minus(last.throttled());
        // The kernel adds up all its processors; with a limit below one, most often there is one.
        double share = Math.min(1, (double) held.toNanos() / Math.max(1, nanos - lastNanos));
        if (share >= throttledShare) {
            hits.add(
                    new Hit(
                            LimitEvent.Kind.CPU,
                            limits.get().text(Resource.CPU),
                            "it waited %.0f %% of the time".formatted(share * 100)));
        }
    }

    private void dropped(DroppedPackets now, Supplier<ResourceLimits> limits, List<Hit> hits) {
        DroppedPackets before = last.dropped();
        dropped(
                LimitEvent.Kind.INGRESS,
                () -> limits.get().text(Resource.NETWORK_INGRESS),
                now.ingress() - before.ingress(),
                hits);
        dropped(
                LimitEvent.Kind.EGRESS,
                () -> limits.get().text(Resource.NETWORK_EGRESS),
                now.egress() - before.egress(),
                hits);
        dropped(
                LimitEvent.Kind.CONNECTIONS,
                () -> Long.toString(now.connectionLimit()),
                now.crowded() - before.crowded(),
                hits);
        dropped(
                LimitEvent.Kind.PRIVATE_RANGES,
                () -> "denied",
                now.refused() - before.refused(),
                hits);
    }

    /** A queue that was set up anew has counted less than before; that is nothing to tell. */
    private static void dropped(
            LimitEvent.Kind kind, Supplier<String> limit, long packets, List<Hit> hits) {
        if (packets > 0) {
            String use = packets == 1 ? "a packet was dropped" : packets + " packets were dropped";
            hits.add(new Hit(kind, limit.get(), use));
        }
    }

    /** Whether the kill that ended the container is still to be told. */
    boolean mustTellOutOfMemory() {
        return !toldOutOfMemory;
    }

    static Hit outOfMemory(long killed, ResourceLimits limits) {
        return new Hit(
                LimitEvent.Kind.MEMORY,
                limits.text(Resource.MEMORY),
                killed == 1 ? "a process was killed" : killed + " processes were killed");
    }
}
