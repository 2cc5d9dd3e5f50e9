package dev.sampan.container;

import java.net.Inet4Address;
import java.util.List;

/**
 * An address that containers know by name.
 *
 * @param address where the name leads
 * @param names its names, such as `api.internal`
 */
public record PeerName(Inet4Address address, List<String> names) {

    public PeerName {
        names = List.copyOf(names);
    }

    String line() {
        return address.getHostAddress() + " " + String.join(" ", names) + "\n";
    }
}
