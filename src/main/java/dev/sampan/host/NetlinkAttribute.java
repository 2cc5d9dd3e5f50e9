package dev.sampan.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One attribute of an answer of the kernel in the form of netlink(7).
 *
 * @param type what it is, without the flags of nesting and byte order
 * @param value its content, in the byte order of this machine
 */
public record NetlinkAttribute(int type, ByteBuffer value) {

    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;

    /** The attributes that fill the rest of a buffer. */
    public static List<NetlinkAttribute> read(ByteBuffer buffer) {
        ByteBuffer rest = buffer.slice().order(ByteOrder.nativeOrder());
        List<NetlinkAttribute> found = new ArrayList<>();
        while (rest.remaining() >= HEADER) {
            int start = rest.position();
            int length = Short.toUnsignedInt(rest.getShort(start));
            int type = Short.toUnsignedInt(rest.getShort(start + 2)) & TYPE_MASK;
            if (length < HEADER || length > rest.remaining()) {
                throw new IllegalStateException(
                        "The kernel's answer has an attribute of %d bytes where %d are left"
                                .formatted(length, rest.remaining()));
            }
            found.add(
                    new NetlinkAttribute(
                            type,
                            rest.slice(start + HEADER, length - HEADER)
                                    .order(ByteOrder.nativeOrder())));
            rest.position(start + Math.min(rest.remaining(), (length + 3) & -4));
        }
        return found;
    }

    /** The first attribute of a type among these. */
    public static Optional<NetlinkAttribute> first(List<NetlinkAttribute> attributes, int type) {
        return attributes.stream().filter(attribute -> attribute.type() == type).findFirst();
    }

    /** The first attribute of a type inside this one, whose content is attributes. */
    public Optional<NetlinkAttribute> child(int childType) {
        return first(children(), childType);
    }

    /** What this one holds, when its content is attributes. */
    public List<NetlinkAttribute> children() {
        return read(value);
    }
}
