package dev.sampan.container;

import dev.sampan.network.NetworkAttachment;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A container that runs, as the control plane holds it. */
final class LiveContainer {

    private final ContainerRecord made;
    private final NetworkAttachment network;
    private final CompletableFuture<ContainerExit> exit = new CompletableFuture<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean ending = new AtomicBoolean();

    LiveContainer(ContainerRecord made, NetworkAttachment network) {
        this.made = made;
        this.network = network;
    }

    ContainerRecord made() {
        return made;
    }

    NetworkAttachment network() {
        return network;
    }

    /** Completed when it has ended and been removed. */
    CompletableFuture<ContainerExit> exit() {
        return exit;
    }

    /** From now on its end is what somebody asked for. */
    void markStopped() {
        stopped.set(true);
    }

    boolean wasStopped() {
        return stopped.get();
    }

    /** True for the one caller who removes it. */
    boolean claimEnd() {
        return ending.compareAndSet(false, true);
    }

    Container toContainer() {
        return toContainer(made, network.address());
    }

    static Container toContainer(ContainerRecord made, Inet4Address address) {
        return new Container(
                new ContainerId(made.id()),
                made.owner(),
                made.pid(),
                address,
                Instant.ofEpochMilli(made.startedAt()),
                made.labels());
    }
}
