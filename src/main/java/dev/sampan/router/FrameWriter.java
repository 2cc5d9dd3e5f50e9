package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Writes the frames of HTTP/2 (RFC 9113 section 6). */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes its channel, and that is heard
final class FrameWriter {

    /** Content up to this size is cheaper copied behind its frame's header than written beside it. */
    private static final int COPIED = 1024;

    private FrameWriter() {}

    /** Writes content of a stream, at most one frame of it, and releases it. */
    static void data(ChannelHandlerContext ctx, int stream, ByteBuf content, boolean end) {
        int flags = end ? FrameReader.END_STREAM : 0;
        int length = content.readableBytes();
        if (length <= COPIED) {
            ByteBuf frame = begin(ctx, FrameReader.DATA, flags, stream, length, length);
            ctx.write(frame.writeBytes(content), ctx.voidPromise());
            content.release();
            return;
        }
        ctx.write(begin(ctx, FrameReader.DATA, flags, stream, length, 0), ctx.voidPromise());
        ctx.write(content, ctx.voidPromise());
    }

    /** Writes a header block in as many frames as it needs, and releases it. */
    static void headers(ChannelHandlerContext ctx, int stream, ByteBuf block, boolean end) {
        int type = FrameReader.HEADERS;
        int flags = end ? FrameReader.END_STREAM : 0;
        while (block.readableBytes() > FrameReader.MAX_FRAME) {
            int length = FrameReader.MAX_FRAME;
            ctx.write(begin(ctx, type, flags, stream, length, 0), ctx.voidPromise());
            ctx.write(block.readRetainedSlice(length), ctx.voidPromise());
            type = FrameReader.CONTINUATION;
            flags = 0;
        }
        int last = flags | FrameReader.END_HEADERS;
        if (hasOwnRoom(block)) {
            int start = block.readerIndex() - FrameReader.HEADER;
            int length = block.readableBytes();
            int written = block.writerIndex();
            begin(block.setIndex(start, start), type, last, stream, length).writerIndex(written);
        } else {
            ctx.write(begin(ctx, type, last, stream, block.readableBytes(), 0), ctx.voidPromise());
        }
        ctx.write(block, ctx.voidPromise());
    }

    /** Whether a frame's header can stand right in front of a block, in bytes that nobody else may have in use. */
    private static boolean hasOwnRoom(ByteBuf block) {
        return block.readerIndex() >= FrameReader.HEADER
                && block.unwrap() == null
                && block.refCnt() == 1;
    }

    static void reset(ChannelHandlerContext ctx, int stream, Http2Error error) {
        ByteBuf frame = begin(ctx, FrameReader.RST_STREAM, 0, stream, 4, 4);
        ctx.write(frame.writeInt(error.code()), ctx.voidPromise());
    }

    /** Writes settings, as numbers and values in turn. */
    static void settings(ChannelHandlerContext ctx, int... settings) {
        int length = settings.length / 2 * 6;
        ByteBuf frame = begin(ctx, FrameReader.SETTINGS, 0, 0, length, length);
        for (int i = 0; i < settings.length; i += 2) {
            frame.writeShort(settings[i]).writeInt(settings[i + 1]);
        }
        ctx.write(frame, ctx.voidPromise());
    }

    static void acknowledgeSettings(ChannelHandlerContext ctx) {
        ByteBuf frame = begin(ctx, FrameReader.SETTINGS, FrameReader.ACK, 0, 0, 0);
        ctx.write(frame, ctx.voidPromise());
    }

    static void ping(ChannelHandlerContext ctx, long value, boolean acknowledgement) {
        int flags = acknowledgement ? FrameReader.ACK : 0;
        ByteBuf frame = begin(ctx, FrameReader.PING, flags, 0, 8, 8);
        ctx.write(frame.writeLong(value), ctx.voidPromise());
    }

    /** Writes the end of a connection; the reason is for whoever reads the peer's log. */
    static void goAway(ChannelHandlerContext ctx, int lastStream, Http2Error error, String reason) {
        byte[] text = Ascii.bytes(reason);
        int length = 8 + text.length;
        ByteBuf frame = begin(ctx, FrameReader.GOAWAY, 0, 0, length, length);
        frame.writeInt(lastStream).writeInt(error.code()).writeBytes(text);
        ctx.write(frame, ctx.voidPromise());
    }

    static void windowUpdate(ChannelHandlerContext ctx, int stream, int increment) {
        ByteBuf frame = begin(ctx, FrameReader.WINDOW_UPDATE, 0, stream, 4, 4);
        ctx.write(frame.writeInt(increment), ctx.voidPromise());
    }

    private static ByteBuf begin(
            ChannelHandlerContext ctx, int type, int flags, int stream, int length, int room) {
        return begin(
                ctx.alloc().directBuffer(FrameReader.HEADER + room), type, flags, stream, length);
    }

    private static ByteBuf begin(ByteBuf frame, int type, int flags, int stream, int length) {
        return frame.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
    }
}
