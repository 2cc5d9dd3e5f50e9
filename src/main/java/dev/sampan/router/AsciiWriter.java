package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Builds one message head or log line in an array that is used again and again, and copied to where it belongs once. */
final class AsciiWriter {

    private static final byte[] SEPARATOR = {':', ' '};
    private static final byte[] LINE_END = {'\r', '\n'};

    private byte[] bytes = new byte[4096];
    private int length;
    private final byte[] digits = new byte[20];

    AsciiWriter clear() {
        length = 0;
        return this;
    }

    AsciiWriter put(byte[] source) {
        return put(source, 0, source.length);
    }

    AsciiWriter put(byte[] source, int start, int end) {
        int size = end - start;
        ensure(size);
        System.arraycopy(source, start, bytes, length, size);
        length += size;
        return this;
    }

    /** The text must be ASCII or Latin 1. */
    @SuppressWarnings(
            "deprecation") // the one way of the JDK to copy such a text into an array that is there
    AsciiWriter put(String text) {
        int size = text.length();
        ensure(size);
        text.getBytes(0, size, bytes, length);
        length += size;
        return this;
    }

    AsciiWriter put(long number) {
        int at = digits.length;
        long rest = number;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return put(digits, at, digits.length);
    }

    AsciiWriter put(byte single) {
        ensure(1);
        bytes[length++] = single;
        return this;
    }

    /** Puts ASCII letters in lower case, and other bytes as they are. */
    AsciiWriter putLower(byte[] source, int start, int end) {
        ensure(end - start);
        for (int i = start; i < end; i++) {
            byte b = source[i];
            bytes[length++] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
        }
        return this;
    }

    AsciiWriter endLine() {
        return put(LINE_END);
    }

    /** Copies the fields that are not dropped, in their order. */
    AsciiWriter putFields(MessageHead head) {
        byte[] source = head.bytes();
        for (int i = 0; i < head.fields(); i++) {
            if (!head.isDropped(i)) {
                put(source, head.nameStart(i), head.nameEnd(i));
                put(SEPARATOR);
                put(source, head.valueStart(i), head.valueEnd(i));
                put(LINE_END);
            }
        }
        return this;
    }

    /**
     * What was built, with room in front for the header of a frame.
     *
     * @param spare bytes that find room behind it
     */
    ByteBuf toBuffer(ByteBufAllocator allocator, int spare) {
        int room = FrameReader.HEADER;
        return allocator
                .directBuffer(room + length + spare)
                .setIndex(room, room)
                .writeBytes(bytes, 0, length);
    }

    int length() {
        return length;
    }

    /** Copies what was built into memory, at a place of it. */
    void copyTo(ByteBuffer memory, int at, int start, int end) {
        memory.put(at, bytes, start, end - start);
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
