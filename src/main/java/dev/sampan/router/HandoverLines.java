package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What two routers say to each other: one JSON object a line. */
final class HandoverLines {

    /** The keys of ten thousand certificates take 2 MiB. */
    private static final int LONGEST = 16 << 20;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * Takes what came and releases it.
     *
     * @return the lines that are whole now
     * @throws InvalidRouteTableException when a line is no JSON object, or too long
     */
    List<Map<String, Object>> read(ByteBuf bytes) {
        List<Map<String, Object>> whole = new ArrayList<>();
        try {
            while (bytes.isReadable()) {
                byte next = bytes.readByte();
                if (next != '\n') {
                    line.write(next);
                } else {
                    whole.add(Json.read(line.toByteArray()));
                    line.reset();
                }
                if (line.size() > LONGEST) {
                    throw new InvalidRouteTableException("a line is longer than 16 MiB");
                }
            }
        } finally {
            bytes.release();
        }
        return whole;
    }

    static ChannelFuture write(Channel channel, Map<String, ?> message) {
        byte[] json = Json.write(message);
        ByteBuf bytes = channel.alloc().buffer(json.length + 1);
        bytes.writeBytes(json).writeByte('\n');
        return channel.writeAndFlush(bytes);
    }
}
