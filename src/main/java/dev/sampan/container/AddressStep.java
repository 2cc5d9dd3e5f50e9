package dev.sampan.container;

import dev.sampan.network.Networks;
import java.net.Inet4Address;

/** Reserves the container's address. */
final class AddressStep implements StartStep {

    private final Networks networks;

    AddressStep(Networks networks) {
        this.networks = networks;
    }

    @Override
    public void apply(Starting starting) {
        starting.network(networks.reserve());
    }

    @Override
    public void undo(ContainerRecord made) {
        made.address()
                .map(Inet4Address::ofLiteral)
                .ifPresent(address -> networks.giveBack(networks.claim(address)));
    }
}
