package dev.sampan.container;

import dev.sampan.network.NetworkAttachment;
import dev.sampan.network.PreparedNetwork;
import dev.sampan.runtime.Monitor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A container on its way: what is wanted, and what the steps so far have made. */
final class Starting implements AutoCloseable {

    private final ContainerSpec spec;
    private final Storage storage;
    private final Outlet outlet;
    private ContainerRecord made;
    private @Nullable PreparedNetwork prepared;
    private @Nullable Monitor monitor;
    private @Nullable Inside inside;

    /**
     * A start.
     *
     * @param outlet where its output goes
     */
    Starting(ContainerSpec spec, Storage storage, Outlet outlet) {
        this.spec = spec;
        this.storage = storage;
        this.outlet = outlet;
        this.made =
                new ContainerRecord(
                        spec.id().value(),
                        spec.owner(),
                        storage.root().toString(),
                        storage.firstUid(),
                        ContainerRecord.Phase.STARTING,
                        outlet instanceof Outlet.Log,
                        Optional.empty(),
                        0,
                        0,
                        HostProcess.bootId(),
                        0,
                        spec.labels());
    }

    ContainerSpec spec() {
        return spec;
    }

    Storage storage() {
        return storage;
    }

    Outlet outlet() {
        return outlet;
    }

    ContainerRecord made() {
        return made;
    }

    void made(ContainerRecord value) {
        made = value;
    }

    Inside inside() {
        return Optional.ofNullable(inside).orElseThrow();
    }

    void inside(Inside value) {
        inside = value;
    }

    NetworkAttachment network() {
        return prepared().attachment();
    }

    PreparedNetwork prepared() {
        return Optional.ofNullable(prepared).orElseThrow();
    }

    void prepared(PreparedNetwork value) {
        prepared = value;
        made = made.withAddress(value.attachment().address().getHostAddress());
    }

    Monitor monitor() {
        return Optional.ofNullable(monitor).orElseThrow();
    }

    void monitor(Monitor value) {
        monitor = value;
    }

    /** Lets go of what only the way there needs: a container that was created keeps its namespaces and its monitor. */
    @Override
    public void close() {
        try {
            Optional.ofNullable(monitor).ifPresent(Monitor::close);
        } finally {
            Optional.ofNullable(prepared).ifPresent(PreparedNetwork::close);
        }
        monitor = null;
        prepared = null;
    }
}
