package dev.sampan.router;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Lets only those pass who show a user's name and password (RFC 7617). */
final class BasicAuthHandler implements RequestHandler {

    private static final byte[] AUTHORIZATION = Ascii.bytes("authorization");
    private static final String SCHEME = "basic ";
    private static final int LONGEST = 1024;

    /** Whom a name that is nobody's is compared with, so that it takes as long as a user's. */
    private static final PasswordHash NOBODY =
            PasswordHash.parse(
                    "pbkdf2-sha256:25000:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    private final Map<String, PasswordHash> users = new HashMap<>();
    private final PasswordChecks checks;
    private final Answer unauthorized;

    BasicAuthHandler(String realm, Map<String, String> users, PasswordChecks checks) {
        users.forEach((name, hash) -> this.users.put(name, PasswordHash.parse(hash)));
        this.checks = checks;
        this.unauthorized =
                Answer.of(
                        401,
                        "WWW-Authenticate",
                        "Basic realm=\"%s\", charset=\"UTF-8\"".formatted(realm));
    }

    @Override
    public @Nullable Answer handle(Passage passage) {
        String credentials = credentials(passage.field(AUTHORIZATION));
        int colon = credentials == null ? -1 : credentials.indexOf(':');
        if (credentials == null || colon < 0) {
            return unauthorized;
        }
        PasswordHash hash = users.getOrDefault(credentials.substring(0, colon), NOBODY);
        String password = credentials.substring(colon + 1);
        if (checks.isKnown(hash, password)) {
            return null;
        }
        try {
            passage.await(
                    checks.check(hash, password).thenApply(right -> right ? null : unauthorized));
            return null;
        } catch (RejectedExecutionException e) {
            return Answer.retryAfter(503, 1);
        }
    }

    private static @Nullable String credentials(@Nullable String field) {
        if (field == null
                || field.length() > LONGEST
                || !field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(field.substring(SCHEME.length()).strip());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
