package dev.sampan.unit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * A block of IPv4 or IPv6 addresses. IPv4 is kept in its mapped form, `::ffff:0:0/96`, so that one comparison serves both.
 *
 * @param high the first eight bytes of its first address
 * @param low the other eight
 * @param bits how many of the 128 bits are the same for the whole block
 */
public record AddressBlock(long high, long low, int bits) {

    private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final long MAPPED = 0xffff_0000_0000L;

    public AddressBlock {
        if (bits < 0 || bits > 128) {
            throw new InvalidAmountException("A prefix is 0 to 128 bits long, not " + bits);
        }
        if ((high & ~highMask(bits)) != 0 || (low & ~lowMask(bits)) != 0) {
            throw new InvalidAmountException("A block starts at the first of its addresses");
        }
    }

    /**
     * Reads `10.1.0.0/16`, `192.168.0.7`, `fd00::/8` or `::1`.
     *
     * @throws InvalidAmountException when the text is none of these
     */
    public static AddressBlock parse(String text) {
        String word = text.strip();
        int slash = word.indexOf('/');
        String address = slash < 0 ? word : word.substring(0, slash);
        try {
            if (address.indexOf(':') < 0 && !FOUR.matcher(address).matches()) {
                throw new IllegalArgumentException("it is no address");
            }
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            int shift = bytes.length == 4 ? 96 : 0;
            int bits = slash < 0 ? 128 : shift + prefix(word.substring(slash + 1), 128 - shift);
            return new AddressBlock(high(bytes), low(bytes), bits);
        } catch (IllegalArgumentException e) {
            InvalidAmountException failure =
                    new InvalidAmountException(
                            "'%s' is not a block of addresses: write 10.1.0.0/16, 192.168.0.7 or fd00::/8, with the first address of the block"
                                    .formatted(word));
            failure.initCause(e);
            throw failure;
        }
    }

    private static int prefix(String text, int most) {
        int bits = text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("the prefix is not between 0 and " + most);
        }
        return bits;
    }

    /**
     * Whether an address lies in this block.
     *
     * @param address its 4 or 16 bytes
     */
    public boolean contains(byte[] address) {
        return (high(address) & highMask(bits)) == high && (low(address) & lowMask(bits)) == low;
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : ByteBuffer.wrap(address).getLong();
    }

    private static long low(byte[] address) {
        return address.length == 4
                ? MAPPED | (ByteBuffer.wrap(address).getInt() & 0xffff_ffffL)
                : ByteBuffer.wrap(address).getLong(8);
    }

    private static long highMask(int bits) {
        return bits == 0 ? 0 : -1L << Math.max(0, 64 - bits);
    }

    private static long lowMask(int bits) {
        return bits <= 64 ? 0 : -1L << (128 - bits);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(16).putLong(high).putLong(low);
        boolean mapped = high == 0 && low >>> 32 == 0xffff && bits >= 96;
        byte[] address = mapped ? new byte[4] : bytes.array();
        if (mapped) {
            bytes.get(12, address);
        }
        String text = textOf(address);
        int own = mapped ? bits - 96 : bits;
        return own == address.length * 8 ? text : text + "/" + own;
    }

    private static String textOf(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
