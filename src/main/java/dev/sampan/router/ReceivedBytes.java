package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What came on a connection and was not used yet, as one buffer that is never empty. */
final class ReceivedBytes {

    private @Nullable ByteBuf held;

    /** Takes over what was read; the first piece is kept as it is, others are copied behind it. */
    void add(ByteBufAllocator allocator, ByteBuf bytes) {
        ByteBuf before = held;
        if (!bytes.isReadable()) {
            bytes.release();
        } else if (before == null) {
            held = bytes;
        } else {
            held = joined(allocator, before, bytes);
        }
    }

    private static ByteBuf joined(ByteBufAllocator allocator, ByteBuf before, ByteBuf bytes) {
        ByteBuf target = before;
        if (before.refCnt() > 1 || before.maxWritableBytes() < bytes.readableBytes()) {
            int size = before.readableBytes() + bytes.readableBytes();
            target = allocator.buffer(size * 2).writeBytes(before);
            before.release();
        }
        target.writeBytes(bytes);
        bytes.release();
        return target;
    }

    /** What is there to read, or null; let go of when it has been read to its end. */
    @Nullable ByteBuf get() {
        ByteBuf bytes = held;
        if (bytes != null && !bytes.isReadable()) {
            release();
            return null;
        }
        return bytes;
    }

    boolean isEmpty() {
        return get() == null;
    }

    void release() {
        ByteBuf bytes = held;
        held = null;
        if (bytes != null) {
            bytes.release();
        }
    }
}
