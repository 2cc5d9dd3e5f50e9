package dev.sampan.container;

import dev.sampan.network.Firewall;
import dev.sampan.network.FirewallDrops;
import dev.sampan.network.NetworkPolicy;
import java.net.Inet4Address;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which containers know and reach which others. */
final class Neighbours {

    private final Firewall firewall;
    private final HostsFiles hosts;

    Neighbours(Firewall firewall, ContainerFiles files) {
        this.firewall = firewall;
        this.hosts = new HostsFiles(files);
    }

    HostsFiles hosts() {
        return hosts;
    }

    void join(Starting starting) {
        firewall.join(
                starting.spec().owner(),
                starting.storage().firstUid(),
                starting.network().address());
    }

    /** Takes charge of a container that runs already. */
    void adopt(ContainerRecord made, Inet4Address address) {
        firewall.join(made.owner(), made.firstUid(), address);
        hosts.adopt(made.id(), made.owner(), address.getHostAddress());
    }

    void leave(Inet4Address address) {
        firewall.leave(address);
    }

    FirewallDrops drops(Inet4Address address) {
        return firewall.drops(address);
    }

    void reach(Map<String, Reach> byOwner) {
        Map<String, NetworkPolicy> policies = new TreeMap<>();
        byOwner.forEach((owner, reach) -> policies.put(owner, reach.policy()));
        firewall.policies(policies);
    }

    void names(Map<String, List<PeerName>> byOwner) {
        hosts.names(byOwner);
    }
}
