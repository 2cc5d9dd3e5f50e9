package dev.sampan.container;

import dev.sampan.network.NetworkAttachment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A container on its way: what is wanted, and what the steps so far have made. */
final class Starting {

    private final ContainerSpec spec;
    private final Storage storage;
    private final int output;
    private ContainerRecord made;
    private @Nullable NetworkAttachment network;
    private @Nullable Inside inside;

    /**
     * A start.
     *
     * @param output descriptor that its output goes to; -1 when it goes to the log
     */
    Starting(ContainerSpec spec, Storage storage, int output) {
        this.spec = spec;
        this.storage = storage;
        this.output = output;
        this.made =
                new ContainerRecord(
                        spec.id().value(),
                        spec.owner(),
                        storage.root().toString(),
                        storage.firstUid(),
                        ContainerRecord.Phase.STARTING,
                        output < 0,
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

    int output() {
        return output;
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
        return Optional.ofNullable(network).orElseThrow();
    }

    void network(NetworkAttachment value) {
        network = value;
        made = made.withAddress(value.address().getHostAddress());
    }
}
