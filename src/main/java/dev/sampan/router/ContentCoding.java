package dev.sampan.router;

import java.util.Locale;

/** How the content of an answer can be compressed (RFC 9110 section 8.4.1, RFC 8878). */
public enum ContentCoding {
    ZSTD,
    GZIP;

    /** Its name in header fields. */
    String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
