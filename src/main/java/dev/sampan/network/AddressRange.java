package dev.sampan.network;

import java.net.Inet4Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses.
 *
 * @param first the address of the network as a number
 * @param bits the length of the prefix, 1 to 32
 */
record AddressRange(int first, int bits) {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})/(\\d{1,2})");

    static AddressRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a range of addresses. Write it as 10.77.0.0/16".formatted(text));
        }
        int bits = Integer.parseInt(matcher.group(2));
        if (bits < 1 || bits > 32) {
            throw new IllegalArgumentException(
                    "'%s' has a prefix outside /1 to /32".formatted(text));
        }
        int address = number(Inet4Address.ofLiteral(matcher.group(1)));
        int mask = -1 << (32 - bits);
        if ((address & mask) != address) {
            throw new IllegalArgumentException(
                    "'%s' does not start at the first address of the range".formatted(text));
        }
        return new AddressRange(address, bits);
    }

    /** A range of a size that addresses are handed out of. */
    static AddressRange parsePool(String text) {
        AddressRange range = parse(text);
        if (range.bits < 8 || range.bits > 28) {
            throw new IllegalArgumentException(
                    "'%s' has a prefix outside /8 to /28".formatted(text));
        }
        return range;
    }

    int size() {
        return 1 << (32 - bits);
    }

    /** The n-th address; 0 and the last one stand for the network and are given to nobody. */
    Inet4Address address(int n) {
        return address(ByteBuffer.allocate(4).putInt(first + n).array());
    }

    boolean contains(Inet4Address address) {
        return (number(address) & (-1 << (32 - bits))) == first;
    }

    int indexOf(Inet4Address address) {
        return number(address) - first;
    }

    private static int number(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static Inet4Address address(byte[] bytes) {
        try {
            return (Inet4Address) Inet4Address.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String toString() {
        return address(0).getHostAddress() + "/" + bits;
    }
}
