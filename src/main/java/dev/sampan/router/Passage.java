package dev.sampan.router;

import io.netty.util.NetUtil;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request on its way through the handlers of its route; made only for routes that have any. */
final class Passage {

    private final RequestHead request;
    private final MessageHead head;
    private final Peer peer;
    private byte @Nullable [] addressBytes;
    private @Nullable Permit permit;
    private @Nullable CompletableFuture<@Nullable Answer> later;

    /**
     * Wraps a request whose head has just been read.
     *
     * @param head valid until the handlers return
     */
    Passage(RequestHead request, MessageHead head, Peer peer) {
        this.request = request;
        this.head = head;
        this.peer = peer;
    }

    Peer peer() {
        return peer;
    }

    RequestHead request() {
        return request;
    }

    /** The client's address as 4 or 16 bytes; empty when it is unknown. */
    byte[] addressBytes() {
        byte[] bytes = addressBytes;
        if (bytes == null) {
            byte[] parsed = NetUtil.createByteArrayFromIpAddressString(peer.address());
            bytes = parsed == null ? new byte[16] : parsed;
            addressBytes = bytes;
        }
        return bytes;
    }

    /** The path and query as they were sent, from the first slash. */
    String target() {
        String target = Ascii.text(head.bytes(), request.pathStart(), request.pathEnd());
        return target.isEmpty() ? "/" : target;
    }

    /** The value of a header field, the first of its name. */
    @Nullable String field(byte[] lowerName) {
        for (int i = 0; i < head.fields(); i++) {
            if (head.nameIs(i, lowerName)) {
                return head.value(i);
            }
        }
        return null;
    }

    /** Something that is held until the request has ended. */
    void hold(Permit taken) {
        permit = taken;
    }

    @Nullable Permit permit() {
        return permit;
    }

    /** Lets the request wait for a decision that takes time: null lets it pass. */
    void await(CompletableFuture<@Nullable Answer> decision) {
        later = decision;
    }

    @Nullable CompletableFuture<@Nullable Answer> later() {
        return later;
    }
}
