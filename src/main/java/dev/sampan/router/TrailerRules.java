package dev.sampan.router;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields may follow a body (RFC 9110 section 6.5.1). Nothing that frames, routes or authenticates a message is passed on
 * behind it, and trailers never join the header.
 */
final class TrailerRules {

    private static final Set<String> ALLOWED =
            Set.of("content-digest", "digest", "repr-digest", "server-timing");

    private static final String GRPC = "grpc-";

    private static final Set<String> FORBIDDEN =
            Set.of(
                    "age",
                    "authorization",
                    "cache-control",
                    "cookie",
                    "date",
                    "expires",
                    "location",
                    "max-forwards",
                    "pragma",
                    "range",
                    "retry-after",
                    "set-cookie",
                    "vary",
                    "warning",
                    "www-authenticate");

    private TrailerRules() {}

    /**
     * Marks the fields that are not to be passed on as dropped.
     *
     * @param metadata whether names that an app made up are passed on, too, as gRPC needs it
     * @return the head, or null when there was none or nothing is left of it
     */
    static @Nullable MessageHead apply(@Nullable MessageHead head, boolean metadata) {
        if (head == null) {
            return null;
        }
        boolean any = false;
        for (int i = 0; i < head.fields(); i++) {
            String name = Ascii.lowerText(head.bytes(), head.nameStart(i), head.nameEnd(i));
            boolean allowed =
                    ALLOWED.contains(name)
                            || name.startsWith(GRPC)
                            || (metadata && isMetadata(head.field(i), name));
            if (allowed) {
                any = true;
            } else {
                head.drop(i);
            }
        }
        return any ? head : null;
    }

    private static boolean isMetadata(Field field, String name) {
        return field == Field.OTHER
                && !FORBIDDEN.contains(name)
                && !name.startsWith("content-")
                && !name.startsWith("proxy-")
                && !name.startsWith("if-");
    }
}
