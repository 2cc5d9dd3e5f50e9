package dev.sampan.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of a host name as they are, for every connection of this process, until it is closed: what was
 * checked is what is connected to, whatever the name's server answers meanwhile.
 */
public final class NamePin implements AutoCloseable {

    private static final ConcurrentMap<String, Pinned> PINNED = new ConcurrentHashMap<>();
    private static final int TRIES = 3;

    private record Pinned(List<InetAddress> addresses, int holders) {}

    private final String name;
    private final List<InetAddress> addresses;

    private NamePin(String name, List<InetAddress> addresses) {
        this.name = name;
        this.addresses = addresses;
    }

    /**
     * Looks a name up, unless somebody holds it already, and holds what was found.
     *
     * @param host a name, or an address as it stands in a URI
     * @throws UnknownHostException when it has no address
     */
    public static NamePin hold(String host) throws UnknownHostException {
        String name = host.toLowerCase(Locale.ROOT);
        for (int tried = 0; tried < TRIES; tried++) {
            List<InetAddress> found = List.of(InetAddress.getAllByName(host));
            NamePin pin = hold(name, found);
            if (pin.isWhatTheJvmAnswers(host)) {
                return pin;
            }
            pin.close();
        }
        throw new UnknownHostException(host + ": its addresses change while they are looked up");
    }

    private static NamePin hold(String name, List<InetAddress> found) {
        Pinned pinned =
                PINNED.merge(
                        name,
                        new Pinned(found, 1),
                        (held, _) -> new Pinned(held.addresses(), held.holders() + 1));
        return new NamePin(name, pinned.addresses());
    }

    /** The JVM keeps answers for a while, so it may have another one from just before. */
    private boolean isWhatTheJvmAnswers(String host) throws UnknownHostException {
        try {
            return List.of(InetAddress.getAllByName(host)).equals(addresses)
                    && List.of(InetAddress.getAllByName(name)).equals(addresses);
        } catch (UnknownHostException e) {
            close();
            throw e;
        }
    }

    /** What is held for a name, if it is. */
    static @Nullable List<InetAddress> held(String name) {
        Pinned pinned = PINNED.get(name.toLowerCase(Locale.ROOT));
        return pinned == null ? null : pinned.addresses();
    }

    public List<InetAddress> addresses() {
        return addresses;
    }

    /** Whether only this machine or its network reaches an address, or it is none of a single host. */
    public static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean ipv4 = bytes.length == 4;
        // Those that providers share, and those of "this network".
        boolean shared = ipv4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        boolean thisNetwork = ipv4 && bytes[0] == 0;
        boolean uniqueLocal = address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
        return shared
                || thisNetwork
                || uniqueLocal
                || address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }

    /** Lets the name be looked up anew, when nobody else holds it. */
    @Override
    public void close() {
        PINNED.computeIfPresent(
                name,
                (_, held) ->
                        held.holders() == 1
                                ? null
                                : new Pinned(held.addresses(), held.holders() - 1));
    }
}
