package dev.sampan.router;

import java.util.regex.Pattern;

/**
 * What a route asks of the connections of its clients. Both hold for hosts that have a certificate only.
 *
 * @param redirect whether a request without TLS is sent to the same address with TLS
 * @param hsts the value of Strict-Transport-Security in answers over TLS; empty leaves the field to the app
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6797#section-6.1">RFC 6797, section 6.1</a>
 */
public record TransportPolicy(boolean redirect, String hsts) {

    private static final Pattern HSTS = Pattern.compile("[a-zA-Z0-9=; \"-]{0,200}");

    public static final TransportPolicy DEFAULT = new TransportPolicy(false, "");

    public TransportPolicy {
        if (!HSTS.matcher(hsts).matches()) {
            throw new InvalidRouteTableException(
                    "'%s' is no value of Strict-Transport-Security".formatted(hsts));
        }
    }
}
