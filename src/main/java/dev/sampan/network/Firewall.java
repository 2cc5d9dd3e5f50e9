package dev.sampan.network;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.Netfilter;
import dev.sampan.host.NetlinkMessage;
import dev.sampan.host.PosixException;
import dev.sampan.unit.AddressRange;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Which container reaches what: it keeps the sets of the rules as the containers that run and the policies of their owners
 * want them. What is in the sets outlives the control plane.
 */
@Component
public final class Firewall {

    private static final Logger log = LoggerFactory.getLogger(Firewall.class);

    /** Where clouds tell a machine its secrets, RFC 3927. */
    private static final AddressRange LINK_LOCAL = AddressRange.parse("169.254.0.0/16");

    private static final long COUNTERS_AGE_NANOS = 500_000_000;

    private final NetworkProperties properties;
    private final CommandRunner commands;
    private final Resolvers resolvers = new Resolvers();
    private final Map<Inet4Address, Member> members = new LinkedHashMap<>();
    private Map<String, NetworkPolicy> policies = Map.of();
    private boolean complete;

    /** What the kernel has of the limits of connections, by number; empty until it is asked. */
    private Optional<Map<Integer, Integer>> limits = Optional.empty();

    private Map<Inet4Address, FirewallDrops> counted = Map.of();
    private long countedAt = System.nanoTime() - COUNTERS_AGE_NANOS;

    private record Member(String owner, int number) {}

    Firewall(NetworkProperties properties, CommandRunner commands) {
        this.properties = properties;
        this.commands = commands;
    }

    /**
     * Lets a container reach what its owner may reach, and lets those reach it that may reach its owner.
     *
     * @param number stands for the owner, who alone has it
     */
    public synchronized void join(String owner, int number, Inet4Address address) {
        members.put(address, new Member(owner, number));
        change(List.of(), elementsOf(address));
    }

    /** An element for an app whose limit is another one than the kernel has, in the place of that; it begins to count anew. */
    private List<NetlinkMessage> limitConnections() {
        Map<Integer, Integer> known = limits.orElseGet(this::readLimits);
        List<FirewallElement> gone = new ArrayList<>();
        List<FirewallElement> fresh = new ArrayList<>();
        for (Member member : new LinkedHashSet<>(members.values())) {
            int number = member.number();
            int wanted = connections(member.owner());
            Integer now = known.get(number);
            // Before anything is known of the owners, what an earlier control plane set holds.
            if (now == null || (complete && now != wanted)) {
                if (now != null) {
                    gone.add(new FirewallElement.Connections(number, now));
                }
                fresh.add(new FirewallElement.Connections(number, wanted));
                known.put(number, wanted);
            }
        }
        limits = Optional.of(known);
        List<NetlinkMessage> messages =
                new ArrayList<>(FirewallMessages.remove(properties.table(), gone));
        messages.addAll(FirewallMessages.add(properties.table(), fresh));
        return messages;
    }

    private Map<Integer, Integer> readLimits() {
        return FirewallMessages.limits(
                Netfilter.list(
                        FirewallMessages.counters(
                                properties.table(), FirewallElement.SetName.CONNECTIONS.word()),
                        "read the set",
                        FirewallElement.SetName.CONNECTIONS.word()));
    }

    private int connections(String owner) {
        return policy(owner).connections().orElse(properties.connections());
    }

    /** Closes the network to a container that has ended; does nothing for one that never joined. */
    public synchronized void leave(Inet4Address address) {
        if (!members.containsKey(address)) {
            return;
        }
        Set<FirewallElement> before = elementsOf(address);
        members.remove(address);
        change(before, List.of());
        forgetCounters(address);
    }

    /** Gives all owners their policies at once; one that is not among them reaches the Internet only. */
    public synchronized void policies(Map<String, NetworkPolicy> wanted) {
        Set<FirewallElement> before = elements();
        policies = new TreeMap<>(wanted);
        if (!complete) {
            // What an earlier control plane left may lead to nobody, or to somebody else by now.
            restoreElements();
            complete = true;
            change(List.of(), List.of());
            return;
        }
        Set<FirewallElement> after = elements();
        Set<FirewallElement> gone = new LinkedHashSet<>(before);
        gone.removeAll(after);
        after.removeAll(before);
        change(gone, after);
    }

    /** What was dropped of a container; counted anew at most twice a second. */
    public synchronized FirewallDrops drops(Inet4Address address) {
        if (System.nanoTime() - countedAt >= COUNTERS_AGE_NANOS) {
            count();
        }
        return counted.getOrDefault(address, new FirewallDrops(0, 0, limit(address)));
    }

    private int limit(Inet4Address address) {
        Member member = members.get(address);
        return member == null ? properties.connections() : connections(member.owner());
    }

    private void count() {
        countedAt = System.nanoTime();
        try {
            Map<Inet4Address, Long> refused = counters(FirewallMessages.REFUSED);
            Map<Inet4Address, Long> crowded = counters(FirewallMessages.CROWDED);
            Map<Inet4Address, FirewallDrops> fresh = new LinkedHashMap<>();
            Set<Inet4Address> all = new LinkedHashSet<>(refused.keySet());
            all.addAll(crowded.keySet());
            all.forEach(
                    address ->
                            fresh.put(
                                    address,
                                    new FirewallDrops(
                                            refused.getOrDefault(address, 0L),
                                            crowded.getOrDefault(address, 0L),
                                            limit(address))));
            counted = fresh;
        } catch (PosixException e) {
            // Somebody loaded a rule set of his own, which removes all others: nothing is isolated.
            log.error("The rules of the containers' network are gone, they are set up again", e);
            restore();
        }
    }

    private Map<Inet4Address, Long> counters(String set) {
        return FirewallMessages.packets(
                Netfilter.list(
                        FirewallMessages.counters(properties.table(), set),
                        "read what was counted in the set",
                        set));
    }

    private void forgetCounters(Inet4Address address) {
        for (String set : List.of(FirewallMessages.REFUSED, FirewallMessages.CROWDED)) {
            // A change that the kernel refuses takes it longer than to be asked first.
            if (counters(set).containsKey(address)) {
                commit(
                        List.of(FirewallMessages.forget(properties.table(), set, address)),
                        "forget what was counted in the set",
                        set);
            }
        }
    }

    private void change(
            Collection<FirewallElement> gone, Collection<? extends FirewallElement> fresh) {
        try {
            List<NetlinkMessage> messages = new ArrayList<>(limitConnections());
            messages.addAll(FirewallMessages.remove(properties.table(), gone));
            messages.addAll(FirewallMessages.add(properties.table(), fresh));
            if (messages.isEmpty()) {
                return;
            }
            commit(messages, "change the sets of table", properties.table());
        } catch (PosixException e) {
            log.warn("The sets of the network's rules are not as expected, they are made anew", e);
            restore();
        }
    }

    private static void commit(List<NetlinkMessage> messages, String what, String object) {
        Netfilter.commit(messages, what, object);
    }

    private void restore() {
        commands.run(new FirewallCommand(properties, resolvers.servers(properties.nameservers())));
        restoreElements();
        limits = Optional.empty();
        commit(limitConnections(), "limit the connections of table", properties.table());
    }

    private void restoreElements() {
        commands.run(FirewallElementsCommand.of(properties.table(), elements()));
    }

    private Set<FirewallElement> elements() {
        Set<FirewallElement> all = new LinkedHashSet<>();
        members.keySet().forEach(address -> all.addAll(elementsOf(address)));
        return all;
    }

    private Set<FirewallElement> elementsOf(Inet4Address address) {
        Member own = members.get(address);
        if (own == null) {
            return Set.of();
        }
        Set<FirewallElement> elements = new LinkedHashSet<>();
        elements.add(new FirewallElement.OfApp(address, own.number()));
        NetworkPolicy policy = policy(own.owner());
        members.forEach(
                (other, member) -> {
                    if (other.equals(address)) {
                        return;
                    }
                    if (policy.reaches().contains(member.owner())) {
                        elements.add(new FirewallElement.Link(address, other));
                    }
                    if (policy(member.owner()).reaches().contains(own.owner())) {
                        elements.add(new FirewallElement.Link(other, address));
                    }
                });
        ranges(policy).forEach(range -> elements.add(new FirewallElement.Opened(address, range)));
        return elements;
    }

    private NetworkPolicy policy(String owner) {
        return policies.getOrDefault(owner, NetworkPolicy.CLOSED);
    }

    /** The kernel takes no ranges that overlap, so those inside others are left out. */
    List<AddressRange> ranges(NetworkPolicy policy) {
        Set<AddressRange> open = new LinkedHashSet<>(policy.ranges());
        if (policy.privateRanges()) {
            properties.denied().stream()
                    .map(AddressRange::parse)
                    .flatMap(range -> range.without(LINK_LOCAL).stream())
                    .forEach(open::add);
        }
        return open.stream()
                .filter(
                        range ->
                                open.stream()
                                        .noneMatch(
                                                other ->
                                                        !other.equals(range)
                                                                && other.contains(range)))
                .toList();
    }
}
