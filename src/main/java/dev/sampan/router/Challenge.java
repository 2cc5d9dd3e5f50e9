package dev.sampan.router;

import java.util.regex.Pattern;

/**
 * What a certificate authority asks for at `/.well-known/acme-challenge/<token>` of a host, without TLS.
 *
 * @param host in lower case
 * @param token the last part of the path
 * @param answer the text that is sent
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8555#section-8.3">RFC 8555, section 8.3</a>
 */
public record Challenge(String host, String token, String answer) {

    static final String PATH = "/.well-known/acme-challenge/";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final Pattern ANSWER = Pattern.compile("[A-Za-z0-9_.-]{1,400}");

    public Challenge {
        if (!Route.isHost(host)
                || !TOKEN.matcher(token).matches()
                || !ANSWER.matcher(answer).matches()) {
            throw new InvalidRouteTableException(
                    "A challenge of host '%s' is malformed".formatted(host));
        }
    }
}
