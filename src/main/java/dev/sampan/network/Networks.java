package dev.sampan.network;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Errno;
import dev.sampan.host.NamespacePair;
import dev.sampan.host.Netlink;
import dev.sampan.host.Posix;
import dev.sampan.host.PosixException;
import dev.sampan.unit.AddressRange;
import dev.sampan.unit.BitRate;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Duration;
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
public final class Networks implements AutoCloseable {

    private static final String GUARDED = "set up the link of";

    private static final Duration WORK_FOR_PACKET = Duration.ofNanos(20_000);

    private final NetworkProperties properties;
    private final CommandRunner commands;
    private final Resolvers resolvers;
    private final AddressPool pool;
    private final Stock<PreparedNetwork> prepared;
    private volatile boolean ready;
    private boolean ended;

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
        this.prepared = new Stock<>(this::make, this::discard, properties.prepared());
    }

    /** Sets up forwarding and the firewall; done once, and again with every start of the control plane. */
    public void prepare() {
        if (!ready) {
            synchronized (this) {
                if (ended) {
                    throw new NetworkException(
                            "There are no networks any more, since the control plane ends", null);
                }
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

    /**
     * Removes what was set up for all containers, also by an earlier control plane, when none is left. From then on there are
     * no networks: whoever still wants one would set it all up again.
     */
    public void removeRules() {
        close();
        synchronized (this) {
            ready = false;
            ended = true;
            String table = properties.table();
            commands.run(
                    Command.of(
                            "nft", "add table ip %s; delete table ip %s".formatted(table, table)));
            closePool();
            commands.run(Command.of("ip", "route", "delete", "unreachable", properties.pool()));
        }
    }

    /** The text of a container's /etc/resolv.conf. */
    public String resolverFile() {
        return resolvers.file(properties.nameservers());
    }

    /**
     * A network for a new container, in a user namespace of its block of UIDs; its address has to be given back when
     * the container has ended.
     *
     * @param firstUid the host's UID that is 0 inside
     */
    public PreparedNetwork take(int firstUid) {
        prepare();
        return prepared.take(firstUid);
    }

    /** Says that containers of a block of UIDs are about to be started, so that a network is ready for one. */
    public void expect(int firstUid) {
        prepared.expect(firstUid);
    }

    /** Says that no more containers of a block of UIDs are to be started. */
    public void forget(int firstUid) {
        prepared.forget(firstUid);
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

    private PreparedNetwork make(int firstUid) {
        prepare();
        NetworkAttachment attachment = attachment(pool.take());
        NamespacePair namespaces = NamespacePair.make(firstUid);
        try {
            return attach(attachment, namespaces);
        } catch (RuntimeException e) {
            namespaces.close();
            giveBack(attachment);
            throw e;
        }
    }

    private void discard(PreparedNetwork network) {
        network.close();
        giveBack(network.attachment());
    }

    /** Links a network namespace to the host, with its address and routes. */
    private static PreparedNetwork attach(NetworkAttachment attachment, NamespacePair namespaces) {
        LinkPair pair =
                new LinkPair(attachment.hostLink(), attachment.address(), HostNetwork.mtu());
        String name = pair.hostName();
        Netlink inside = Netlink.of(namespaces.network());
        try (Netlink host = Netlink.ofHost()) {
            int descriptor = Posix.open(namespaces.network());
            try {
                host.request(RouteMessages.addPair(pair, descriptor), "add the link", name);
            } finally {
                Posix.close(descriptor);
            }
            int index = host.linkIndex(name);
            int insideIndex = inside.linkIndex(LinkPair.CONTAINER_NAME);
            HostNetwork.guard(name);
            attachHost(host, pair, index);
            attachInside(inside, pair, insideIndex);
            return new PreparedNetwork(attachment, namespaces, inside, index, insideIndex);
        } catch (RuntimeException e) {
            inside.close();
            throw e;
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
        inside.request(
                RouteMessages.setUp(LinkPair.LOOPBACK_INDEX), "set up the loopback of", name);
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

    static void limit(Netlink netlink, int index, Optional<BitRate> rate, String name) {
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

    /**
     * About how long the kernel has worked for a container's packets. It counts that for nobody: most of it is done in the
     * interrupts of timers that keep to its bandwidth, two for each packet of a flood.
     */
    public Duration work(NetworkAttachment attachment) {
        long packets =
                HostNetwork.counter(attachment.hostLink(), "tx_packets")
                        + HostNetwork.counter(attachment.hostLink(), "rx_packets");
        return WORK_FOR_PACKET.multipliedBy(packets);
    }

    /** What the bandwidth limits of a running container have dropped. */
    public LinkDrops drops(NetworkAttachment attachment, Path namespace) {
        String name = attachment.hostLink();
        try (Netlink host = Netlink.ofHost();
                Netlink inside = Netlink.of(namespace)) {
            return new LinkDrops(
                    drops(host, host.linkIndex(name), name),
                    drops(inside, inside.linkIndex(LinkPair.CONTAINER_NAME), name));
        }
    }

    private static long drops(Netlink netlink, int index, String name) {
        return netlink.ask(
                        RouteMessages.queue(index),
                        RouteMessages.QUEUE_HEADER,
                        "read the queue of",
                        name)
                .map(RouteMessages::dropped)
                .orElse(0L);
    }

    private NetworkAttachment attachment(Inet4Address address) {
        return new NetworkAttachment(
                address, LinkPair.of(properties.interfacePrefix(), address, 0).hostName());
    }

    /** Lets go of the networks that are ready; those of containers stay. */
    @Override
    public void close() {
        prepared.close();
    }
}
