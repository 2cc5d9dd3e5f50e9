package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, at the start of a connection from a trusted proxy, and leaves
 * the rest to the handlers behind it. Without a proper one the connection ends (haproxy's proxy-protocol.txt).
 */
@SuppressWarnings("FutureReturnValueIgnored") // the timer ends with the channel's event loop
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {

    /** Who the client of a channel is, by the header. */
    static final AttributeKey<InetAddress> CLIENT = AttributeKey.valueOf("sampan.client");

    private static final int SIGNATURE = 12;
    private static final int FIXED = 16;
    private static final int LONGEST_LINE = 107;
    private static final int LONGEST = 1024;
    private static final long LIMIT_SECONDS = 10;

    private final Consumer<SocketChannel> next;
    private final ReceivedBytes received = new ReceivedBytes();
    private boolean done;

    /**
     * Stands before the handlers of a connection.
     *
     * @param next adds those once the header has been read
     */
    ProxyHeaderReader(Consumer<SocketChannel> next) {
        this.next = next;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (!done) {
                                ctx.close();
                            }
                        },
                        LIMIT_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received.add(ctx.alloc(), (ByteBuf) message);
        ByteBuf in = received.get();
        if (in == null) {
            return;
        }
        int length = length(in);
        if (length < 0 || length > LONGEST) {
            RouterLog.warnSometimes(
                    "A connection of '%s' without a PROXY header was closed"
                            .formatted(ctx.channel().remoteAddress()));
            ctx.close();
            return;
        }
        if (length == 0 || in.readableBytes() < length) {
            return;
        }
        InetAddress client = client(in.readSlice(length));
        if (client != null) {
            ctx.channel().attr(CLIENT).set(client);
        }
        done = true;
        ByteBuf rest = in.isReadable() ? in.retainedSlice() : null;
        received.release();
        next.accept((SocketChannel) ctx.channel());
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
        int first = in.getByte(start);
        if (first == 'P') {
            int end =
                    in.indexOf(
                            start, Math.min(in.writerIndex(), start + LONGEST_LINE), (byte) '\n');
            if (end >= 0) {
                return end - start + 1;
            }
            return in.readableBytes() >= LONGEST_LINE ? -1 : 0;
        }
        if (first != '\r') {
            return -1;
        }
        if (in.readableBytes() < FIXED) {
            return 0;
        }
        return FIXED + in.getUnsignedShort(start + SIGNATURE + 2);
    }

    /** The client that the header names; null when it names none, as for a check of the proxy itself. */
    private @Nullable InetAddress client(ByteBuf header) {
        byte[] bytes = new byte[header.readableBytes()];
        header.readBytes(bytes);
        byte[] address =
                bytes[0] == 'P' ? first(Ascii.text(bytes, 0, bytes.length)) : second(bytes);
        try {
            return address == null ? null : InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte @Nullable [] first(String line) {
        String[] words = line.strip().split(" ", -1);
        boolean named = words.length == 6 && (words[1].equals("TCP4") || words[1].equals("TCP6"));
        return named ? NetUtil.createByteArrayFromIpAddressString(words[2]) : null;
    }

    private static byte @Nullable [] second(byte[] bytes) {
        boolean proxied = (bytes[SIGNATURE] & 0xff) == 0x21;
        int size =
                switch (bytes[SIGNATURE + 1]) {
                    case 0x11 -> 4;
                    case 0x21 -> 16;
                    default -> 0;
                };
        return proxied && size > 0 && bytes.length >= FIXED + 2 * size + 4
                ? java.util.Arrays.copyOfRange(bytes, FIXED, FIXED + size)
                : null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        done = true;
        received.release();
    }
}
