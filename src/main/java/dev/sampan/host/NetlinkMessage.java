package dev.sampan.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** A request to the kernel in the form of netlink(7): a header, a fixed part, and attributes that may nest. */
public final class NetlinkMessage {

    public static final int CREATE = 0x400;
    public static final int EXCLUSIVE = 0x200;
    public static final int REPLACE = 0x100;

    private static final int REQUEST = 1;
    private static final int ACKNOWLEDGE = 4;
    private static final int ECHO = 8;
    private static final int ALL = 0x300;
    private static final int NESTED = 0x8000;
    private static final int CAPACITY = 2048;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

    private NetlinkMessage(int type, int flags) {
        buffer.putInt(0).putShort((short) type);
        buffer.putShort((short) (flags | REQUEST)).putInt(1).putInt(0);
    }

    /** A message of a type, such as RTM_NEWLINK, that asks for an acknowledgement. */
    public static NetlinkMessage of(int type, int flags) {
        return new NetlinkMessage(type, flags | ACKNOWLEDGE);
    }

    /** A message of a type, such as RTM_GETLINK, that is answered by one other message. */
    public static NetlinkMessage question(int type) {
        return new NetlinkMessage(type, 0);
    }

    /** A message of a type, such as RTM_GETQDISC, whose answer is sent to whoever listens, and to us as well. */
    public static NetlinkMessage echoedQuestion(int type) {
        return new NetlinkMessage(type, ECHO | ACKNOWLEDGE);
    }

    /** A message of a type that is answered by a message for each thing there is. */
    public static NetlinkMessage listing(int type) {
        return new NetlinkMessage(type, ALL);
    }

    public NetlinkMessage bytes(int... values) {
        for (int value : values) {
            buffer.put((byte) value);
        }
        return this;
    }

    public NetlinkMessage shorts(int... values) {
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return this;
    }

    public NetlinkMessage ints(int... values) {
        for (int value : values) {
            buffer.putInt(value);
        }
        return this;
    }

    public NetlinkMessage attribute(int type, int value) {
        return attribute(
                type, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array());
    }

    public NetlinkMessage attribute(int type, long value) {
        return attribute(
                type, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array());
    }

    public NetlinkMessage attribute(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        return attribute(type, Arrays.copyOf(text, text.length + 1));
    }

    public NetlinkMessage attribute(int type, byte[] value) {
        return attributeOf(type, () -> buffer.put(value));
    }

    /** An attribute that holds what `content` writes: further attributes, or a fixed part and attributes. */
    public NetlinkMessage nested(int type, Consumer<NetlinkMessage> content) {
        return attributeOf(type | NESTED, () -> content.accept(this));
    }

    private NetlinkMessage attributeOf(int type, Runnable content) {
        int start = buffer.position();
        buffer.putShort((short) 0).putShort((short) type);
        content.run();
        buffer.putShort(start, (short) (buffer.position() - start));
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    byte[] bytes() {
        buffer.putInt(0, buffer.position());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
