package dev.sampan.container;

import dev.sampan.network.Bandwidth;
import dev.sampan.network.Networks;
import java.net.Inet4Address;

/** Gets a network for the container, whose namespace ends with the container's processes. */
final class NetworkStep implements StartStep {

    private final Networks networks;

    NetworkStep(Networks networks) {
        this.networks = networks;
    }

    @Override
    public void apply(Starting starting) {
        starting.prepared(networks.take(starting.storage().firstUid()));
        starting.prepared().limit(bandwidth(starting.spec().limits()));
    }

    @Override
    public void undo(ContainerRecord made) {
        made.address()
                .map(Inet4Address::ofLiteral)
                .ifPresent(address -> networks.giveBack(networks.claim(address)));
    }

    static Bandwidth bandwidth(ContainerLimits limits) {
        return new Bandwidth(limits.networkIngress(), limits.networkEgress());
    }
}
