package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** A WebSocket between a client and an app: its bytes pass as they are, and are followed so that it can be ended properly. */
final class Tunnel {

    /** Close, for 1001: the endpoint is going away (RFC 6455 section 7.4.1); a client's frames are masked, here by nothing. */
    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xe9};

    private static final byte[] GOING_AWAY_MASKED = {
        (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe9
    };

    private final WebSocketFrames toClient = new WebSocketFrames();
    private final WebSocketFrames toApp = new WebSocketFrames();

    void toClient(ByteBuf bytes) {
        toClient.follow(bytes);
    }

    void toApp(ByteBuf bytes) {
        toApp.follow(bytes);
    }

    /**
     * Tells the client that its app went away, unless the app said goodbye itself, or in the middle of a frame.
     *
     * @return whether that app is one that was replaced
     */
    boolean endOfRetired(@Nullable TargetPool app, ClientStream client) {
        if (app == null || !app.isRetired()) {
            return false;
        }
        if (toClient.mayAdd()) {
            client.answerContent(Unpooled.wrappedBuffer(GOING_AWAY));
        }
        return true;
    }

    /** Tells both sides that the tunnel ends, unless a frame is only half sent. */
    void end(ClientStream client, Upstream app) {
        if (toClient.mayAdd()) {
            client.answerContent(Unpooled.wrappedBuffer(GOING_AWAY));
        }
        if (toApp.mayAdd()) {
            app.content(Unpooled.wrappedBuffer(GOING_AWAY_MASKED));
        }
    }
}
