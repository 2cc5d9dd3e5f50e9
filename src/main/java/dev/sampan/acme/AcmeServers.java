package dev.sampan.acme;

import java.net.URI;
import java.util.Map;

/** The authorities that have a name. */
final class AcmeServers {

    private static final Map<String, String> NAMED =
            Map.of(
                    "production", "https://acme-v02.api.letsencrypt.org/directory",
                    "default", "https://acme-v02.api.letsencrypt.org/directory",
                    "staging", "https://acme-staging-v02.api.letsencrypt.org/directory");

    private AcmeServers() {}

    static boolean isName(String text) {
        return NAMED.containsKey(text);
    }

    /** The directory of an authority, by its name or its URL. */
    static URI directory(String text) {
        return URI.create(NAMED.getOrDefault(text, text));
    }
}
