package dev.sampan.router;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A certificate and its key, by the file in which they lie.
 *
 * @param name the folder of its files: `app-7`, `global-example.com`
 * @param digest SHA-256 of the file, 64 hexadecimal digits; a file with another content is not used
 * @param hosts for which it is shown; `*.example.com` stands for the names one level below. One that is for no host is
 *     shown to clients that ask for a route without a certificate, or for no name at all
 * @param use what it is for
 */
public record Certificate(String name, String digest, List<String> hosts, Use use) {

    /** What a certificate is for. */
    public enum Use {
        /** To serve. */
        SERVER,
        /** To answer a certificate authority that connects with the protocol `acme-tls/1` (RFC 8737). */
        CHALLENGE
    }

    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9._-]{0,250}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public Certificate {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRouteTableException(
                    "Certificate name '%s' is not valid".formatted(name));
        }
        if (!DIGEST.matcher(digest).matches()) {
            throw new InvalidRouteTableException(
                    "The digest of certificate '%s' is not 64 hexadecimal digits".formatted(name));
        }
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).distinct().toList();
        for (String host : hosts) {
            if (!Route.isHost(host)) {
                throw new InvalidRouteTableException(
                        "Host '%s' of certificate '%s' is not a host name".formatted(host, name));
            }
        }
    }
}
