package dev.sampan.router;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each client of one route at a target, by a cookie that holds a code of app and target under a secret. It tells a
 * client nothing about the target, and nobody without the secret can name one. A client whose target is gone gets another.
 */
final class StickyTargets {

    static final String COOKIE = "sampan_target";

    private static final int CODE_BYTES = 18;

    private final TargetPool[] pools;
    private final String[] codes;

    StickyTargets(String route, String secret, TargetPool[] pools) {
        this.pools = pools;
        this.codes = new String[pools.length];
        for (int i = 0; i < pools.length; i++) {
            codes[i] = code(secret, route + " " + pools[i].name());
        }
    }

    private static String code(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Ascii.bytes(secret), "HmacSHA256"));
            byte[] sum = mac.doFinal(Ascii.bytes(text));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(java.util.Arrays.copyOf(sum, CODE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK lacks HmacSHA256", e);
        }
    }

    /** The target that a client was at; null when it has none, or that one is gone or fails. */
    @Nullable TargetPool of(@Nullable String cookies) {
        if (cookies == null) {
            return null;
        }
        for (String cookie : cookies.split(";", 100)) {
            String pair = cookie.strip();
            if (pair.startsWith(COOKIE) && pair.startsWith("=", COOKIE.length())) {
                String code = pair.substring(COOKIE.length() + 1);
                for (int i = 0; i < codes.length; i++) {
                    if (codes[i].equals(code) && !pools[i].isEjected()) {
                        return pools[i];
                    }
                }
            }
        }
        return null;
    }

    /** What the answer's Set-Cookie says to keep a client at a target of this route. */
    String cookie(TargetPool pool, boolean secure) {
        for (int i = 0; i < pools.length; i++) {
            if (pools[i] == pool) {
                return "%s=%s; Path=/; HttpOnly; SameSite=Lax%s"
                        .formatted(COOKIE, codes[i], secure ? "; Secure" : "");
            }
        }
        return COOKIE + "=; Path=/; Max-Age=0";
    }
}
