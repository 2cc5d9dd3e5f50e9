package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads the header blocks of one connection (RFC 7541). Its memory is the table's 4 KiB, whatever the peer sends: texts are
 * unpacked into a scratch buffer that the worker's connections share, and handed on from there.
 */
final class HpackDecoder {

    /** Takes the fields of one block, in their order; the arrays are valid during the call only. */
    interface Sink {

        void field(byte[] name, int nameEnd, byte[] value, int valueStart, int valueEnd);
    }

    private static final int MAX_NUMBER = 1 << 20;

    private final HpackTable table = new HpackTable();
    private byte[] block = {};
    private int at;
    private int end;

    /**
     * Reads a whole block.
     *
     * @param scratch where texts are unpacked; must hold the largest block eight fifths over
     * @throws Http2Failure when it is malformed: the connection's state is lost then
     */
    void decode(ByteBuf in, byte[] scratch, Sink sink) {
        int length = in.readableBytes();
        block = in.hasArray() ? in.array() : new byte[length];
        at = in.hasArray() ? in.arrayOffset() + in.readerIndex() : 0;
        end = at + length;
        if (!in.hasArray()) {
            in.getBytes(in.readerIndex(), block);
        }
        int updates = 0;
        boolean fields = false;
        while (at < end) {
            int first = block[at] & 0xff;
            if ((first & 0x80) != 0) {
                HpackTable.Entry entry = table.get(number(7));
                sink.field(
                        entry.name(), entry.name().length, entry.value(), 0, entry.value().length);
                fields = true;
            } else if ((first & 0x40) != 0) {
                literal(6, true, scratch, sink);
                fields = true;
            } else if ((first & 0x20) != 0) {
                if (fields || ++updates > 2) {
                    throw Http2Failure.compression("a change of the table within a header");
                }
                table.setLimit(number(5));
            } else {
                literal(4, false, scratch, sink);
                fields = true;
            }
        }
        block = new byte[0];
    }

    private void literal(int prefix, boolean indexed, byte[] scratch, Sink sink) {
        int index = number(prefix);
        byte[] name = scratch;
        int nameEnd;
        int valueStart = 0;
        if (index == 0) {
            nameEnd = text(scratch, 0);
            valueStart = nameEnd;
        } else {
            name = table.get(index).name();
            nameEnd = name.length;
        }
        int valueEnd = text(scratch, valueStart);
        if (indexed) {
            byte[] ownName = index == 0 ? Arrays.copyOf(scratch, nameEnd) : name;
            byte[] ownValue = Arrays.copyOfRange(scratch, valueStart, valueEnd);
            table.add(new HpackTable.Entry(ownName, ownValue));
        }
        sink.field(name, nameEnd, scratch, valueStart, valueEnd);
    }

    /** Unpacks a text behind an offset of the scratch buffer, and returns where it ends there. */
    private int text(byte[] scratch, int to) {
        if (at == end) {
            throw Http2Failure.compression("a header that ends within a field");
        }
        boolean huffman = (block[at] & 0x80) != 0;
        int length = number(7);
        if (length > end - at) {
            throw Http2Failure.compression("a header that ends within a field");
        }
        int from = at;
        at += length;
        if (huffman) {
            int textEnd = Huffman.decode(block, from, at, scratch, to);
            if (textEnd < 0) {
                throw Http2Failure.compression("a text that is not Huffman's");
            }
            return textEnd;
        }
        if (length > scratch.length - to) {
            throw Http2Failure.compression("a header larger than allowed");
        }
        System.arraycopy(block, from, scratch, to, length);
        return to + length;
    }

    private int number(int prefix) {
        int most = (1 << prefix) - 1;
        int value = block[at++] & most;
        if (value < most) {
            return value;
        }
        int shift = 0;
        while (at < end) {
            int next = block[at++] & 0xff;
            value += (next & 0x7f) << shift;
            shift += 7;
            if (value > MAX_NUMBER) {
                break;
            }
            if ((next & 0x80) == 0) {
                return value;
            }
            if (shift > 21) {
                break;
            }
        }
        throw Http2Failure.compression("a number in a header that is too large");
    }
}
