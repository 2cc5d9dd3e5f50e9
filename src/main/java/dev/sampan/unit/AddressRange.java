package dev.sampan.unit;

import java.net.Inet4Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses.
 *
 * @param first the address of the network as a number
 * @param bits the length of the prefix, 1 to 32
 */
public record AddressRange(int first, int bits) {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})/(\\d{1,2})");

    public static AddressRange parse(String text) {
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
    public static AddressRange parsePool(String text) {
        AddressRange range = parse(text);
        if (range.bits < 8 || range.bits > 28) {
            throw new IllegalArgumentException(
                    "'%s' has a prefix outside /8 to /28".formatted(text));
        }
        return range;
    }

    public int size() {
        return 1 << (32 - bits);
    }

    /** The n-th address; 0 and the last one stand for the network and are given to nobody. */
    public Inet4Address address(int n) {
        return ofNumber(first + n);
    }

    public boolean contains(Inet4Address address) {
        return (number(address) & (-1 << (32 - bits))) == first;
    }

    /** Whether all of another range lies in this one. */
    public boolean contains(AddressRange other) {
        return other.bits >= bits && contains(other.address(0));
    }

    /** What is left of this range without another one. */
    public List<AddressRange> without(AddressRange other) {
        if (other.contains(this)) {
            return List.of();
        }
        List<AddressRange> rest = new ArrayList<>();
        if (!contains(other)) {
            rest.add(this);
            return rest;
        }
        for (int half = bits + 1; half <= other.bits; half++) {
            int beside = (other.first & (-1 << (32 - half))) ^ (1 << (32 - half));
            rest.add(new AddressRange(beside, half));
        }
        return rest;
    }

    /** The last address as a number, as {@link #first} is the first. */
    public int last() {
        return first + (size() - 1);
    }

    public int indexOf(Inet4Address address) {
        return number(address) - first;
    }

    /** An address as a number, the first byte highest. */
    public static int number(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    /** The address that a number stands for. */
    public static Inet4Address ofNumber(int number) {
        return address(ByteBuffer.allocate(4).putInt(number).array());
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
