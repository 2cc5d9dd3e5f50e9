package dev.sampan.router;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** The header fields that the router itself understands; every other one is passed on unread. */
enum Field {
    OTHER,
    /** A name with an underscore, which some servers read as a hyphen. */
    UNDERSCORED,
    ACCEPT,
    CONNECTION,
    CONTENT_LENGTH,
    EXPECT,
    FORWARDED,
    HOST,
    HTTP2_SETTINGS,
    KEEP_ALIVE,
    PROXY,
    PROXY_CONNECTION,
    SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_KEY,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    X_FORWARDED_FOR,
    X_FORWARDED_HOST,
    X_FORWARDED_PORT,
    X_FORWARDED_PREFIX,
    X_FORWARDED_PROTO,
    X_FORWARDED_SCHEME,
    X_FORWARDED_SSL,
    X_REAL_IP,
    X_REQUEST_ID,
    X_REQUEST_START;

    private static final int LONGEST = 21;
    private static final Known[][] BY_LENGTH = new Known[LONGEST][];

    static {
        List<Known> known =
                EnumSet.complementOf(EnumSet.of(OTHER, UNDERSCORED)).stream()
                        .map(field -> new Known(field, Ascii.bytes(field.lowerName())))
                        .toList();
        for (int i = 0; i < LONGEST; i++) {
            int length = i;
            BY_LENGTH[i] =
                    known.stream()
                            .filter(field -> field.lower().length == length)
                            .toArray(Known[]::new);
        }
    }

    private String lowerName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names a field whose name, already known to be a token, stands between two offsets. */
    static Field of(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length >= LONGEST) {
            return OTHER;
        }
        for (Known candidate : BY_LENGTH[length]) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, candidate.lower())) {
                return candidate.field();
            }
        }
        return OTHER;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Known(Field field, byte[] lower) {}
}
