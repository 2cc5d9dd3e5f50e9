package dev.sampan.acme;

import java.util.Arrays;
import java.util.Optional;

/** How a host name is proved to be ours. */
enum ChallengeType {
    /** By a file at a path of the host, without TLS (RFC 8555, section 8.3). */
    HTTP("http-01"),
    /** By a certificate with a protocol of its own (RFC 8737). */
    TLS_ALPN("tls-alpn-01"),
    /** By a TXT record; the only one that proves `*.` (RFC 8555, section 8.4). */
    DNS("dns-01");

    private final String text;

    ChallengeType(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    static Optional<ChallengeType> find(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }
}
