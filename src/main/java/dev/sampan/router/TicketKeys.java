package dev.sampan.router;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;

/**
 * The keys by which clients of one certificate resume their sessions: in memory only, no certificate has those of another,
 * and none is used for longer than a day (RFC 9325, section 3.4).
 */
final class TicketKeys {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final OpenSslSessionContext sessions;
    private OpenSslSessionTicketKey current = make();

    TicketKeys(SslContext context) {
        sessions = (OpenSslSessionContext) context.sessionContext();
        sessions.setTicketKeys(current);
    }

    /** New tickets get a new key; those of the key before are still taken, until the next call. */
    synchronized void rotate() {
        OpenSslSessionTicketKey before = current;
        current = make();
        sessions.setTicketKeys(current, before);
    }

    private static OpenSslSessionTicketKey make() {
        return new OpenSslSessionTicketKey(random(), random(), random());
    }

    private static byte[] random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
