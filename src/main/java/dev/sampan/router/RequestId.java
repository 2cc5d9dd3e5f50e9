package dev.sampan.router;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The name of one request in every log it passes. */
final class RequestId {

    private static final int MAX_LENGTH = 128;

    private RequestId() {}

    /** A new one; it identifies and does not protect, so a fast source of random bits will do. */
    static String make() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    /** The client's own when it is harmless in a log and a header, else null. */
    static @Nullable String accept(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return null;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean harmless =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || "-_.:+/=".indexOf(c) >= 0;
            if (!harmless) {
                return null;
            }
        }
        return value;
    }
}
