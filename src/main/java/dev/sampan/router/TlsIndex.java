package dev.sampan.router;

import io.netty.handler.ssl.SslContext;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a table, ready for handshakes; immutable, shared by all workers. One that cannot be used is left
 * out and takes no other with it.
 */
final class TlsIndex {

    static final TlsIndex NONE = new TlsIndex();

    private final Map<Certificate, SslContext> contexts = new HashMap<>();
    private final IdentityHashMap<SslContext, TicketKeys> tickets = new IdentityHashMap<>();
    private final Map<String, SslContext> exact = new HashMap<>();
    private final Map<String, SslContext> below = new HashMap<>();
    private final Map<String, SslContext> challenges = new HashMap<>();
    private @Nullable SslContext fallback;

    /** Those it was made from, when all of them can be used. */
    private @Nullable List<Certificate> whole;

    private TlsIndex() {}

    /**
     * Loads the certificates of a table; those that the index before has are taken from it, so that sessions of their
     * clients can be resumed. Those of the first table are taken as they are, since a router that was killed has to be back
     * soon: the control plane tried them before it wrote them, and their digests say that they are the same still.
     *
     * @param before {@link #NONE} at the start
     * @param warnings told why a certificate is not used, in a full sentence
     */
    static TlsIndex load(
            RouteTable table, CertificateFiles files, TlsIndex before, Consumer<String> warnings) {
        return load(table, files, before, Map.of(), warnings);
    }

    /**
     * The same with the keys of tickets of a router before this one.
     *
     * @param known as {@link #ticketKeys} of that router gives them
     */
    @SuppressWarnings("ReferenceEquality") // what is the same object need not be loaded
    static TlsIndex load(
            RouteTable table,
            CertificateFiles files,
            TlsIndex before,
            Map<String, List<String>> known,
            Consumer<String> warnings) {
        if (before.whole == table.certificates()) {
            return before;
        }
        TlsIndex index = new TlsIndex();
        boolean all = true;
        for (Certificate certificate : table.certificates()) {
            try {
                SslContext same = before.find(certificate);
                SslContext context =
                        same == null
                                ? TlsContexts.make(
                                        files.read(certificate.name(), certificate.digest()),
                                        certificate.use(),
                                        before != NONE)
                                : same;
                TicketKeys keys = before.tickets.get(context);
                index.tickets.put(
                        context,
                        keys == null
                                ? new TicketKeys(
                                        context, known.getOrDefault(keyOf(certificate), List.of()))
                                : keys);
                index.add(certificate, context);
            } catch (InvalidRouteTableException e) {
                all = false;
                warnings.accept(e.getMessage() + ". It is not used");
            } catch (SSLException | IllegalArgumentException e) {
                all = false;
                warnings.accept(
                        "Certificate '%s' is not used: %s"
                                .formatted(
                                        files.file(certificate.name(), certificate.digest()),
                                        reason(e)));
            }
        }
        index.whole = all ? table.certificates() : null;
        return index;
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
    }

    /** The same file for the same use; its hosts may be others now. */
    private @Nullable SslContext find(Certificate wanted) {
        SslContext same = contexts.get(wanted);
        if (same != null) {
            return same;
        }
        for (Map.Entry<Certificate, SslContext> entry : contexts.entrySet()) {
            Certificate known = entry.getKey();
            if (known.digest().equals(wanted.digest()) && known.use() == wanted.use()) {
                return entry.getValue();
            }
        }
        return null;
    }

    private void add(Certificate certificate, SslContext context) {
        contexts.put(certificate, context);
        if (certificate.use() == Certificate.Use.CHALLENGE) {
            certificate.hosts().forEach(host -> challenges.putIfAbsent(host, context));
            return;
        }
        if (certificate.hosts().isEmpty() && fallback == null) {
            fallback = context;
        }
        for (String host : certificate.hosts()) {
            if (host.startsWith("*.")) {
                below.putIfAbsent(host.substring(2), context);
            } else {
                exact.putIfAbsent(host, context);
            }
        }
    }

    /** The certificate for a host: its own, else that for the names one level below its parent (RFC 9525, section 6.3). */
    @Nullable SslContext find(String host) {
        SslContext own = exact.get(host);
        if (own != null) {
            return own;
        }
        int dot = host.indexOf('.');
        return dot < 0 ? null : below.get(host.substring(dot + 1));
    }

    /** Replaces the keys of session tickets. */
    void rotateTickets() {
        tickets.values().forEach(TicketKeys::rotate);
    }

    /** The keys of tickets, by certificate: for the router that follows. */
    Map<String, List<String>> ticketKeys() {
        Map<String, List<String>> keys = new HashMap<>();
        contexts.forEach(
                (certificate, context) -> {
                    TicketKeys own = tickets.get(context);
                    if (own != null) {
                        keys.put(keyOf(certificate), own.texts());
                    }
                });
        return keys;
    }

    /** Certificates of a table that another router could use, and this one could not load. */
    List<Certificate> missing(RouteTable table, Set<String> usable) {
        return table.certificates().stream()
                .filter(certificate -> usable.contains(keyOf(certificate)))
                .filter(certificate -> !contexts.containsKey(certificate))
                .toList();
    }

    private static String keyOf(Certificate certificate) {
        return certificate.digest() + '/' + certificate.use();
    }

    @Nullable SslContext challenge(String host) {
        return challenges.get(host);
    }

    /** What is shown to clients that ask for no name, or for a route without a certificate. */
    @Nullable SslContext fallback() {
        return fallback;
    }
}
