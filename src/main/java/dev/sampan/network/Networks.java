package dev.sampan.network;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Errno;
import dev.sampan.host.Netlink;
import dev.sampan.host.Posix;
import dev.sampan.host.PosixException;
import dev.sampan.unit.BitRate;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Gives containers an address and a link of their own to the host, routed, without a bridge.
 *
 * <p>A link lives in the container's network namespace and ends with it; only its address has to be given back.
 */
@Component
public final class Networks {

    private static final String GUARDED = "set up the link of";

    private final NetworkProperties properties;
    private final CommandRunner commands;
    private final Resolvers resolvers;
    private final AddressPool pool;
    private volatile boolean ready;

    @Autowired
    Networks(NetworkProperties properties, CommandRunner commands) {
        this(properties, commands, new Resolvers());
    }

    Networks(NetworkProperties properties, CommandRunner commands, Resolvers resolvers) {
        this.properties = properties;
        this.commands = commands;
        this.resolvers = resolvers;
        this.pool =
                new AddressPool(
                        AddressRange.parsePool(properties.pool()),
                        ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    }

    /** Sets up forwarding and the firewall; done once, and again with every start of the control plane. */
    public void prepare() {
        if (!ready) {
            synchronized (this) {
                if (!ready) {
                    HostNetwork.enableForwarding();
                    commands.run(
                            new FirewallCommand(
                                    properties, resolvers.servers(properties.nameservers())));
                    admit();
                    closePool();
                    ready = true;
                }
            }
        }
    }

    /** Makes the host's own firewall pass our packets, where it drops what it does not know. */
    private void admit() {
        String prefix = properties.interfacePrefix();
        for (ForwardChain chain : commands.run(new DroppingChainsCommand())) {
            String listing =
                    commands.run(
                            Command.of(
                                    "nft",
                                    "list",
                                    "chain",
                                    chain.family(),
                                    chain.table(),
                                    chain.name()));
            if (!AdmitCommand.isAdmitted(listing, prefix)) {
                commands.run(new AdmitCommand(chain, prefix));
            }
        }
    }

    /**
     * Without its container an address leads nowhere: what is sent to it must not leave by the default route, where
     * somebody else could answer.
     */
    private void closePool() {
        commands.run(Command.of("ip", "route", "replace", "unreachable", properties.pool()));
    }

    /** The text of a container's /etc/resolv.conf. */
    public String resolverFile() {
        return resolvers.file(properties.nameservers());
    }

    /** An address that no container has; it has to be given back. */
    public NetworkAttachment reserve() {
        prepare();
        return attachment(pool.take());
    }

    /** Marks the address of a container that runs already. */
    public NetworkAttachment claim(Inet4Address address) {
        prepare();
        pool.claim(address);
        return attachment(address);
    }

    public void giveBack(NetworkAttachment attachment) {
        pool.giveBack(attachment.address());
    }

    /**
     * Links a network namespace to the host, with its address, routes and bandwidth.
     *
     * @param namespace a file that stands for the namespace, such as /proc/PID/ns/net
     */
    public void attach(NetworkAttachment attachment, Path namespace, Bandwidth bandwidth) {
        LinkPair pair =
                new LinkPair(attachment.hostLink(), attachment.address(), HostNetwork.mtu());
        String name = pair.hostName();
        int descriptor = Posix.open(namespace);
        try (Netlink host = Netlink.ofHost();
                Netlink inside = Netlink.of(namespace)) {
            host.request(RouteMessages.addPair(pair, descriptor), "add the link", name);
            int index = host.linkIndex(name);
            int insideIndex = inside.linkIndex(LinkPair.CONTAINER_NAME);
            HostNetwork.guard(name);
            attachHost(host, pair, index);
            attachInside(inside, pair, insideIndex);
            if (bandwidth.ingress().isPresent()) {
                limit(host, index, bandwidth.ingress(), name);
            }
            if (bandwidth.egress().isPresent()) {
                limit(inside, insideIndex, bandwidth.egress(), name);
            }
        } finally {
            Posix.close(descriptor);
        }
    }

    private static void attachHost(Netlink host, LinkPair pair, int index) {
        host.request(
                RouteMessages.addNeighbour(index, pair.address(), pair.containerHardwareAddress()),
                GUARDED,
                pair.hostName());
        host.request(
                RouteMessages.addLinkRoute(index, pair.address()),
                "add the route of",
                pair.hostName());
    }

    private static void attachInside(Netlink inside, LinkPair pair, int index) {
        String name = pair.hostName();
        inside.request(RouteMessages.setUp(index), "set up the container's end of", name);
        inside.request(RouteMessages.addAddress(index, pair.address()), "set the address of", name);
        inside.request(
                RouteMessages.addNeighbour(index, LinkPair.GATEWAY, LinkPair.hostHardwareAddress()),
                GUARDED,
                name);
        inside.request(
                RouteMessages.addLinkRoute(index, LinkPair.GATEWAY), "add a route inside", name);
        inside.request(
                RouteMessages.addDefaultRoute(index, LinkPair.GATEWAY),
                "add the default route inside",
                name);
    }

    /** Changes the bandwidth of a running container at once. */
    public void limit(NetworkAttachment attachment, Path namespace, Bandwidth bandwidth) {
        String name = attachment.hostLink();
        try (Netlink host = Netlink.ofHost();
                Netlink inside = Netlink.of(namespace)) {
            limit(host, host.linkIndex(name), bandwidth.ingress(), name);
            limit(inside, inside.linkIndex(LinkPair.CONTAINER_NAME), bandwidth.egress(), name);
        }
    }

    private static void limit(Netlink netlink, int index, Optional<BitRate> rate, String name) {
        if (rate.isPresent()) {
            netlink.request(RouteMessages.limit(index, rate.get()), "limit the bandwidth of", name);
            return;
        }
        try {
            netlink.request(RouteMessages.removeLimit(index), "unlimit the bandwidth of", name);
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.EINVAL) {
                throw e;
            }
        }
    }

    public NetworkUsage usage(NetworkAttachment attachment) {
        // The host's end sends what the container receives.
        return new NetworkUsage(
                HostNetwork.counter(attachment.hostLink(), "tx_bytes"),
                HostNetwork.counter(attachment.hostLink(), "rx_bytes"));
    }

    private NetworkAttachment attachment(Inet4Address address) {
        return new NetworkAttachment(
                address, LinkPair.of(properties.interfacePrefix(), address, 0).hostName());
    }
}
