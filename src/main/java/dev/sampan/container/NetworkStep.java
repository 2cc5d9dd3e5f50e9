package dev.sampan.container;

import dev.sampan.network.Bandwidth;
import dev.sampan.network.Networks;

/** Links the container's network namespace, which ends with its processes, to the host. */
final class NetworkStep implements StartStep {

    private final Networks networks;

    NetworkStep(Networks networks) {
        this.networks = networks;
    }

    @Override
    public void apply(Starting starting) {
        networks.attach(
                starting.network(),
                HostProcess.networkNamespace(starting.made().pid()),
                bandwidth(starting.spec().limits()));
    }

    static Bandwidth bandwidth(ContainerLimits limits) {
        return new Bandwidth(limits.networkIngress(), limits.networkEgress());
    }
}
