package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, at the start of a connection from a trusted proxy, and leaves
 * the rest to the handlers behind it. Without a proper one the connection ends (haproxy's proxy-protocol.txt).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to do
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {

    private static final byte[] SIGNATURE = ProxyHeaderWriter.SIGNATURE;
    private static final int FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int MOST_PORT = 65_535;

    /** A header of version 1; without a family when the client is unknown. */
    private static final Pattern LINE =
            Pattern.compile(
                    "PROXY (?:UNKNOWN(?: [ -~]*)?|TCP(?<family>[46]) (?<from>[0-9A-Fa-f.:]+) (?<to>[0-9A-Fa-f.:]+) (?<fromPort>\\d{1,5}) (?<toPort>\\d{1,5}))\r\n");

    private static final int LONGEST_LINE = 107;
    private static final int LONGEST = 1024;

    private final Consumer<SocketChannel> next;
    private final HandshakeLimit limit;
    private final ReceivedBytes received = new ReceivedBytes();

    /**
     * Stands before the handlers of a connection.
     *
     * @param next adds those once the header has been read
     */
    ProxyHeaderReader(Worker worker, Consumer<SocketChannel> next) {
        this.limit = new HandshakeLimit(worker);
        this.next = next;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        limit.begin(ctx, ctx::close);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received.add(ctx.alloc(), (ByteBuf) message);
        ByteBuf in = received.get();
        if (in == null) {
            return;
        }
        try {
            int length = length(in);
            require(length >= 0 && length <= LONGEST);
            if (length > 0 && in.readableBytes() >= length) {
                pass(ctx, client(in.readSlice(length)), in);
            }
        } catch (IllegalArgumentException e) {
            RouterLog.warnSometimes(
                    "A connection of '%s' without a proper PROXY header was closed"
                            .formatted(ctx.channel().remoteAddress()));
            ctx.close();
        }
    }

    private void pass(ChannelHandlerContext ctx, @Nullable ClientAddress client, ByteBuf in) {
        SocketChannel channel = (SocketChannel) ctx.channel();
        if (client != null) {
            client.nameAt(channel);
        }
        limit.end();
        ByteBuf rest = in.isReadable() ? in.retainedSlice() : null;
        received.release();
        next.accept(channel);
        ctx.fireChannelActive();
        if (rest != null) {
            ctx.fireChannelRead(rest);
            ctx.fireChannelReadComplete();
        }
        ctx.pipeline().remove(this);
    }

    /** How long the header is; 0 when that cannot be told yet, -1 when it is none. */
    private static int length(ByteBuf in) {
        int start = in.readerIndex();
        int seen = Math.min(in.readableBytes(), SIGNATURE.length);
        if (in.getByte(start) == 'P') {
            int most = Math.min(in.writerIndex(), start + LONGEST_LINE);
            int end = in.indexOf(start, most, (byte) '\n');
            if (end >= 0) {
                return end - start + 1;
            }
            return in.readableBytes() >= LONGEST_LINE ? -1 : 0;
        }
        if (!ByteBufUtil.equals(in, start, Unpooled.wrappedBuffer(SIGNATURE), 0, seen)) {
            return -1;
        }
        return in.readableBytes() < FIXED
                ? 0
                : FIXED + in.getUnsignedShort(start + SIGNATURE.length + 2);
    }

    /**
     * What the header says of the connection; null when it says nothing, as for a check of the proxy itself.
     *
     * @throws IllegalArgumentException when the header is malformed, or of no connection of TCP
     */
    private static @Nullable ClientAddress client(ByteBuf header) {
        byte[] bytes = ByteBufUtil.getBytes(header);
        return bytes[0] == 'P' ? first(Ascii.text(bytes, 0, bytes.length)) : second(bytes);
    }

    private static @Nullable ClientAddress first(String line) {
        Matcher matcher = LINE.matcher(line);
        require(matcher.matches());
        if (matcher.group("family") == null) {
            return null;
        }
        byte[] from = NetUtil.createByteArrayFromIpAddressString(matcher.group("from"));
        byte[] to = NetUtil.createByteArrayFromIpAddressString(matcher.group("to"));
        int size = matcher.group("family").equals("4") ? 4 : 16;
        require(from != null && from.length == size && to != null && to.length == size);
        int fromPort = Integer.parseInt(matcher.group("fromPort"));
        int toPort = Integer.parseInt(matcher.group("toPort"));
        require(fromPort <= MOST_PORT && toPort <= MOST_PORT);
        return ClientAddress.of(from, fromPort, to, toPort);
    }

    private static @Nullable ClientAddress second(byte[] bytes) {
        int command = bytes[SIGNATURE.length] & 0xff;
        require(command == LOCAL || command == ProxyHeaderWriter.PROXY_COMMAND);
        int size =
                switch (bytes[SIGNATURE.length + 1]) {
                    case ProxyHeaderWriter.TCP4 -> 4;
                    case ProxyHeaderWriter.TCP6 -> 16;
                    default -> 0;
                };
        if (command == LOCAL || bytes[SIGNATURE.length + 1] == 0) {
            return null;
        }
        require(size > 0 && bytes.length >= FIXED + 2 * size + 4);
        ByteBuffer in = ByteBuffer.wrap(bytes).position(FIXED);
        byte[] from = new byte[size];
        byte[] to = new byte[size];
        in.get(from).get(to);
        return ClientAddress.of(from, in.getShort() & 0xffff, to, in.getShort() & 0xffff);
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException("the header is malformed");
        }
    }

    /** Who ends its side without a header has nothing more to say, where the end of one side is not that of both. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        limit.end();
        received.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            RouterLog.error("A PROXY header could not be read", cause);
        }
        ctx.close();
    }
}
