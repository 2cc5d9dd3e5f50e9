package dev.sampan.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the Connection fields of one message ask for (RFC 9110 section 7.6.1). */
final class ConnectionOptions {

    /** Fields that no peer may have removed by naming them, since that would hide something from the app. */
    private static final Set<String> PROTECTED =
            Set.of(
                    "host",
                    "content-length",
                    "content-type",
                    "content-encoding",
                    "transfer-encoding",
                    "authorization",
                    "cookie",
                    "set-cookie",
                    "forwarded",
                    "x-forwarded-for",
                    "x-forwarded-host",
                    "x-forwarded-port",
                    "x-forwarded-prefix",
                    "x-forwarded-proto",
                    "x-forwarded-scheme",
                    "x-forwarded-ssl",
                    "x-real-ip",
                    "x-request-id",
                    "x-request-start");

    private static final int MAX_NOMINATED = 16;

    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;
    private final List<byte[]> nominated = new ArrayList<>(0);

    /** Reads one field value, a list of tokens. */
    void add(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            int comma = at;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            addToken(bytes, at, comma);
            at = comma + 1;
        }
    }

    private void addToken(byte[] bytes, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && (bytes[start] == ' ' || bytes[start] == '\t')) {
            start++;
        }
        while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
            end--;
        }
        if (start == end) {
            return;
        }
        for (int i = start; i < end; i++) {
            if (!HttpSyntax.isToken(bytes[i])) {
                throw Refusal.badRequest("the Connection field is malformed");
            }
        }
        String token = Ascii.lowerText(bytes, start, end);
        switch (token) {
            case "close" -> close = true;
            case "keep-alive" -> keepAlive = true;
            case "upgrade" -> upgrade = true;
            default -> nominate(token);
        }
    }

    private void nominate(String token) {
        if (PROTECTED.contains(token)) {
            throw Refusal.badRequest("the Connection field names '" + token + "'");
        }
        if (nominated.size() == MAX_NOMINATED) {
            throw Refusal.badRequest("the Connection field names too many fields");
        }
        nominated.add(Ascii.bytes(token));
    }

    /** Marks the nominated fields of the head as not to be forwarded. */
    void dropNominated(MessageHead head) {
        for (byte[] name : nominated) {
            for (int i = 0; i < head.fields(); i++) {
                if (head.nameIs(i, name)) {
                    head.drop(i);
                }
            }
        }
    }

    boolean close() {
        return close;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    boolean upgrade() {
        return upgrade;
    }
}
