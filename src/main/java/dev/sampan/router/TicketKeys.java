package dev.sampan.router;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which clients of one certificate resume their sessions: in memory only, no certificate has those of another,
 * and none is used for longer than a day (RFC 9325, section 3.4). A router that follows another gets its keys.
 */
final class TicketKeys {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PART = 16;

    private final OpenSslSessionContext sessions;
    private OpenSslSessionTicketKey current;
    private @Nullable OpenSslSessionTicketKey before;

    /**
     * Gives a certificate its keys.
     *
     * @param known those that a router before this one used, as {@link #texts} gives them; new ones when there are none
     */
    TicketKeys(SslContext context, List<String> known) {
        sessions = (OpenSslSessionContext) context.sessionContext();
        current = known.isEmpty() ? make() : read(known.getFirst());
        before = known.size() < 2 ? null : read(known.get(1));
        use();
    }

    private void use() {
        OpenSslSessionTicketKey older = before;
        if (older == null) {
            sessions.setTicketKeys(current);
        } else {
            sessions.setTicketKeys(current, older);
        }
    }

    /** New tickets get a new key; those of the key before are still taken, until the next call. */
    synchronized void rotate() {
        before = current;
        current = make();
        use();
    }

    /** The keys for the router that follows, in Base64, that of new tickets first. */
    synchronized List<String> texts() {
        OpenSslSessionTicketKey older = before;
        return older == null ? List.of(write(current)) : List.of(write(current), write(older));
    }

    private static String write(OpenSslSessionTicketKey key) {
        byte[] all = Arrays.copyOf(key.name(), 3 * PART);
        System.arraycopy(key.hmacKey(), 0, all, PART, PART);
        System.arraycopy(key.aesKey(), 0, all, 2 * PART, PART);
        return Base64.getEncoder().encodeToString(all);
    }

    private static OpenSslSessionTicketKey read(String text) {
        byte[] all = Base64.getDecoder().decode(text);
        return new OpenSslSessionTicketKey(
                Arrays.copyOf(all, PART),
                Arrays.copyOfRange(all, PART, 2 * PART),
                Arrays.copyOfRange(all, 2 * PART, 3 * PART));
    }

    private static OpenSslSessionTicketKey make() {
        return new OpenSslSessionTicketKey(random(), random(), random());
    }

    private static byte[] random() {
        byte[] bytes = new byte[PART];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
