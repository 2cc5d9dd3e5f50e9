package dev.sampan.network;

import dev.sampan.unit.AddressRange;
import java.net.Inet4Address;
import java.util.Locale;

/** An element of one of the sets that the rules look into. */
sealed interface FirewallElement {

    /** The set it is in. */
    SetName set();

    /** As nft writes it. */
    String text();

    /** The sets, named as in the rules. */
    enum SetName {
        APPS,
        LINKS,
        OPENED,
        CONNECTIONS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An address belongs to an app, which the number stands for. */
    record OfApp(Inet4Address address, int number) implements FirewallElement {

        @Override
        public SetName set() {
            return SetName.APPS;
        }

        @Override
        public String text() {
            return "%s : %d".formatted(address.getHostAddress(), number);
        }
    }

    /** An app, which the number stands for, may have so many connections open. */
    record Connections(int number, int most) implements FirewallElement {

        @Override
        public SetName set() {
            return SetName.CONNECTIONS;
        }

        @Override
        public String text() {
            return "%d ct count over %d".formatted(number, most);
        }
    }

    /** One container may open connections to another. */
    record Link(Inet4Address from, Inet4Address to) implements FirewallElement {

        @Override
        public SetName set() {
            return SetName.LINKS;
        }

        @Override
        public String text() {
            return from.getHostAddress() + " . " + to.getHostAddress();
        }
    }

    /** A range that is denied otherwise is open to a container. */
    record Opened(Inet4Address from, AddressRange range) implements FirewallElement {

        @Override
        public SetName set() {
            return SetName.OPENED;
        }

        @Override
        public String text() {
            return from.getHostAddress() + " . " + range;
        }
    }
}
