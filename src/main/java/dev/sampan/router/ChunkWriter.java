package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** Writes content in the chunked transfer coding, one chunk for each piece. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class ChunkWriter {

    /** The most bytes of the line before a chunk. */
    private static final int SIZE_LINE = 10;

    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
    private static final byte[] LAST_SIZE = Ascii.bytes("0\r\n");
    private static final ByteBuf LINE_END = shared("\r\n");
    private static final ByteBuf LAST = shared("0\r\n\r\n");

    private ChunkWriter() {}

    static void write(ChannelHandlerContext ctx, ByteBuf content) {
        ctx.write(sizeLine(ctx.alloc(), content.readableBytes()), ctx.voidPromise());
        ctx.write(content, ctx.voidPromise());
        ctx.write(LINE_END.duplicate(), ctx.voidPromise());
    }

    /** Writes the end of a body, and what is to follow it. */
    static void writeLast(
            ChannelHandlerContext ctx, Worker worker, @Nullable MessageHead trailers) {
        if (trailers == null) {
            ctx.write(LAST.duplicate(), ctx.voidPromise());
        } else {
            worker.writer().clear().put(LAST_SIZE).putFields(trailers).endLine();
            ctx.write(worker.written(), ctx.voidPromise());
        }
    }

    /** Puts a chunk behind what a buffer holds already; false when it finds no room there. */
    static boolean append(ByteBuf to, ByteBuf content) {
        int size = content.readableBytes();
        if (to.writableBytes() < size + SIZE_LINE + 2) {
            return false;
        }
        putSize(to, size).writeBytes(content).writeByte('\r').writeByte('\n');
        return true;
    }

    /** Puts the end of a body without trailers behind what a buffer holds already; false when it finds no room there. */
    static boolean appendLast(ByteBuf to) {
        if (to.writableBytes() < LAST.readableBytes()) {
            return false;
        }
        to.writeBytes(LAST.duplicate());
        return true;
    }

    private static ByteBuf sizeLine(ByteBufAllocator allocator, int size) {
        return putSize(allocator.directBuffer(SIZE_LINE), size);
    }

    private static ByteBuf putSize(ByteBuf line, int size) {
        int shift = 28;
        while (shift > 0 && size >>> shift == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            line.writeByte(HEX[(size >>> shift) & 15]);
        }
        return line.writeByte('\r').writeByte('\n');
    }

    private static ByteBuf shared(String text) {
        byte[] bytes = Ascii.bytes(text);
        ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        return Unpooled.unreleasableBuffer(direct.asReadOnly());
    }
}
