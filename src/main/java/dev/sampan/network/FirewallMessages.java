package dev.sampan.network;

import dev.sampan.host.Netfilter;
import dev.sampan.host.NetlinkAttribute;
import dev.sampan.host.NetlinkMessage;
import dev.sampan.unit.AddressRange;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The requests of nftables that put elements into sets, take them out, and read what was counted for them. */
final class FirewallMessages {

    /** A set in which addresses are put whose new connections to denied ranges were dropped. */
    static final String REFUSED = "refused";

    /** A set in which addresses are put whose new connections were too many. */
    static final String CROWDED = "crowded";

    private static final int NFT_MSG_NEWSETELEM = 12;
    private static final int NFT_MSG_GETSETELEM = 13;
    private static final int NFT_MSG_DELSETELEM = 14;
    private static final int LIST_TABLE = 1;
    private static final int LIST_SET = 2;
    private static final int LIST_ELEMENTS = 3;
    private static final int LIST_ELEMENT = 1;
    private static final int ELEMENT_KEY = 1;
    private static final int ELEMENT_DATA = 2;
    private static final int ELEMENT_EXPRESSION = 7;
    private static final int ELEMENT_KEY_END = 10;
    private static final int DATA_VALUE = 1;
    private static final int EXPRESSION_NAME = 1;
    private static final int EXPRESSION_DATA = 2;
    private static final int CONNECTIONS_COUNT = 1;
    private static final int CONNECTIONS_FLAGS = 2;
    private static final int OVER = 1;
    private static final int COUNTER_PACKETS = 2;

    /** As many as fit into a message. */
    private static final int ELEMENTS_PER_MESSAGE = 30;

    private FirewallMessages() {}

    static List<NetlinkMessage> add(String table, Collection<? extends FirewallElement> elements) {
        return messages(table, elements, NFT_MSG_NEWSETELEM, NetlinkMessage.CREATE);
    }

    static List<NetlinkMessage> remove(
            String table, Collection<? extends FirewallElement> elements) {
        return messages(table, elements, NFT_MSG_DELSETELEM, 0);
    }

    /** Takes an address out of a set of counters. */
    static NetlinkMessage forget(String table, String set, Inet4Address address) {
        return list(
                Netfilter.change(NFT_MSG_DELSETELEM, 0),
                table,
                set,
                elements ->
                        elements.nested(
                                LIST_ELEMENT,
                                element -> value(element, ELEMENT_KEY, address.getAddress())));
    }

    /** Asks for what is in a set, and what was counted there. */
    static NetlinkMessage counters(String table, String set) {
        return Netfilter.listing(NFT_MSG_GETSETELEM)
                .attribute(LIST_TABLE, table)
                .attribute(LIST_SET, set);
    }

    /** The packets that were counted for each address of a set. */
    static Map<Inet4Address, Long> packets(List<List<NetlinkAttribute>> answers) {
        Map<Inet4Address, Long> found = new LinkedHashMap<>();
        for (NetlinkAttribute element : elements(answers)) {
            address(element).ifPresent(address -> found.put(address, packets(element)));
        }
        return found;
    }

    /** How many connections each app of the set may have open, by the number that stands for it. */
    static Map<Integer, Integer> limits(List<List<NetlinkAttribute>> answers) {
        Map<Integer, Integer> found = new LinkedHashMap<>();
        for (NetlinkAttribute element : elements(answers)) {
            key(element)
                    .ifPresent(
                            key ->
                                    element.child(ELEMENT_EXPRESSION)
                                            .flatMap(one -> one.child(EXPRESSION_DATA))
                                            .flatMap(data -> data.child(CONNECTIONS_COUNT))
                                            .ifPresent(
                                                    count ->
                                                            found.put(
                                                                    key.getInt(0),
                                                                    bigEndian(count))));
        }
        return found;
    }

    private static int bigEndian(NetlinkAttribute number) {
        return number.value().duplicate().order(ByteOrder.BIG_ENDIAN).getInt(0);
    }

    private static List<NetlinkAttribute> elements(List<List<NetlinkAttribute>> answers) {
        return answers.stream()
                .flatMap(answer -> NetlinkAttribute.first(answer, LIST_ELEMENTS).stream())
                .flatMap(elements -> elements.children().stream())
                .toList();
    }

    private static Optional<ByteBuffer> key(NetlinkAttribute element) {
        return element.child(ELEMENT_KEY)
                .flatMap(key -> key.child(DATA_VALUE))
                .map(NetlinkAttribute::value);
    }

    private static Optional<Inet4Address> address(NetlinkAttribute element) {
        return key(element)
                .map(
                        value ->
                                AddressRange.ofNumber(
                                        value.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(0)));
    }

    private static long packets(NetlinkAttribute element) {
        return element.child(ELEMENT_EXPRESSION)
                .flatMap(expression -> expression.child(EXPRESSION_DATA))
                .flatMap(counter -> counter.child(COUNTER_PACKETS))
                .map(count -> count.value().order(ByteOrder.BIG_ENDIAN).getLong(0))
                .orElse(0L);
    }

    private static List<NetlinkMessage> messages(
            String table, Collection<? extends FirewallElement> elements, int type, int flags) {
        Map<FirewallElement.SetName, List<FirewallElement>> bySet = new LinkedHashMap<>();
        elements.forEach(
                element ->
                        bySet.computeIfAbsent(element.set(), _ -> new ArrayList<>()).add(element));
        List<NetlinkMessage> messages = new ArrayList<>();
        bySet.forEach(
                (set, all) -> {
                    for (int i = 0; i < all.size(); i += ELEMENTS_PER_MESSAGE) {
                        List<FirewallElement> part =
                                all.subList(i, Math.min(all.size(), i + ELEMENTS_PER_MESSAGE));
                        messages.add(
                                list(
                                        Netfilter.change(type, flags),
                                        table,
                                        set.word(),
                                        list ->
                                                part.forEach(
                                                        element ->
                                                                list.nested(
                                                                        LIST_ELEMENT,
                                                                        to ->
                                                                                write(
                                                                                        to,
                                                                                        element)))));
                    }
                });
        return messages;
    }

    private static NetlinkMessage list(
            NetlinkMessage message, String table, String set, Consumer<NetlinkMessage> elements) {
        return message.attribute(LIST_TABLE, table)
                .attribute(LIST_SET, set)
                .nested(LIST_ELEMENTS, elements);
    }

    private static void write(NetlinkMessage to, FirewallElement element) {
        switch (element) {
            case FirewallElement.OfApp(Inet4Address address, int number) -> {
                value(to, ELEMENT_KEY, address.getAddress());
                value(to, ELEMENT_DATA, nativeBytes(number));
            }
            case FirewallElement.Connections(int number, int most) -> {
                value(to, ELEMENT_KEY, nativeBytes(number));
                to.nested(ELEMENT_EXPRESSION, expression -> over(expression, most));
            }
            case FirewallElement.Link(Inet4Address from, Inet4Address target) ->
                    value(to, ELEMENT_KEY, pair(from, AddressRange.number(target)));
            case FirewallElement.Opened(Inet4Address from, AddressRange range) -> {
                value(to, ELEMENT_KEY, pair(from, range.first()));
                value(to, ELEMENT_KEY_END, pair(from, range.last()));
            }
        }
    }

    /** Counts connections, and matches when there are more. */
    private static void over(NetlinkMessage expression, int most) {
        expression
                .attribute(EXPRESSION_NAME, "connlimit")
                .nested(
                        EXPRESSION_DATA,
                        data ->
                                data.attribute(CONNECTIONS_COUNT, bigEndian(most))
                                        .attribute(CONNECTIONS_FLAGS, bigEndian(OVER)));
    }

    private static byte[] bigEndian(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static void value(NetlinkMessage to, int attribute, byte[] bytes) {
        to.nested(attribute, data -> data.attribute(DATA_VALUE, bytes));
    }

    private static byte[] pair(Inet4Address first, int second) {
        return ByteBuffer.allocate(8).put(first.getAddress()).putInt(second).array();
    }

    /** A mark is a number of this machine, not of the wire. */
    private static byte[] nativeBytes(int number) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array();
    }
}
