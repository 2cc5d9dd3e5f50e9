package dev.sampan.router;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which answers may be compressed on their way, and what their heads say then. */
final class Compressible {

    /** Below this, a coding's own bytes eat up what it saves. */
    static final int LEAST = 1024;

    private static final byte[] CONTENT_ENCODING = Ascii.bytes("content-encoding");
    private static final byte[] CONTENT_TYPE = Ascii.bytes("content-type");
    private static final byte[] CACHE_CONTROL = Ascii.bytes("cache-control");
    private static final byte[] ETAG = Ascii.bytes("etag");
    private static final byte[] VARY = Ascii.bytes("vary");
    private static final byte[] ACCEPT_RANGES = Ascii.bytes("accept-ranges");
    private static final String ENCODING = "accept-encoding";

    /** What says of the content as it came that it is whole, or a part. */
    private static final Set<String> OF_THE_BYTES =
            Set.of("content-range", "content-md5", "content-digest", "digest", "repr-digest");

    private static final Set<String> TYPES =
            Set.of(
                    "application/javascript",
                    "application/json",
                    "application/manifest+json",
                    "application/rtf",
                    "application/vnd.ms-fontobject",
                    "application/wasm",
                    "application/x-javascript",
                    "application/x-ndjson",
                    "application/xml",
                    "font/otf",
                    "font/ttf",
                    "image/bmp",
                    "image/svg+xml",
                    "image/x-icon");

    private Compressible() {}

    /** Whether an answer may be compressed if its client takes that. */
    static boolean is(MessageHead head, ResponseHead response, RequestHead request) {
        int status = response.status();
        long length = response.declaredLength();
        if (request.http10()
                || request.isHead()
                || response.framing() == 0
                || status == 205
                || status == 206
                || (length >= 0 && length < LEAST)) {
            return false;
        }
        String type = value(head, CONTENT_TYPE);
        String cache = value(head, CACHE_CONTROL);
        return type != null
                && isCompressible(type)
                && value(head, CONTENT_ENCODING) == null
                && (cache == null || !cache.contains("no-transform"))
                && !saysOfTheBytes(head);
    }

    private static boolean isCompressible(String field) {
        int end = field.indexOf(';');
        String type = (end < 0 ? field : field.substring(0, end)).strip();
        return type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || TYPES.contains(type);
    }

    private static boolean saysOfTheBytes(MessageHead head) {
        for (int i = 0; i < head.fields(); i++) {
            String name =
                    Ascii.text(head.bytes(), head.nameStart(i), head.nameEnd(i))
                            .toLowerCase(Locale.ROOT);
            if (OF_THE_BYTES.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** Says to caches that the answer depends on what the client takes. */
    static void vary(MessageHead head) {
        String known = value(head, VARY);
        if (known == null || !(known.contains(ENCODING) || known.strip().equals("*"))) {
            head.add("Vary", "Accept-Encoding");
        }
    }

    /** Says how the content is compressed; it is the same by meaning then, and not byte for byte. */
    static void encode(MessageHead head, ContentCoding coding) {
        for (int i = 0; i < head.fields(); i++) {
            if (head.nameIs(i, ACCEPT_RANGES)) {
                head.drop(i);
            }
        }
        int tag = index(head, ETAG);
        if (tag >= 0 && !head.value(tag).startsWith("W/")) {
            String weak = "W/" + head.value(tag);
            head.drop(tag);
            head.add("ETag", weak);
        }
        head.add("Content-Encoding", coding.token());
    }

    private static int index(MessageHead head, byte[] name) {
        for (int i = 0; i < head.fields(); i++) {
            if (!head.isDropped(i) && head.nameIs(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** All values of a field in lower case, joined by commas; null when there is none. */
    private static @Nullable String value(MessageHead head, byte[] name) {
        String all = null;
        for (int i = 0; i < head.fields(); i++) {
            if (!head.isDropped(i) && head.nameIs(i, name)) {
                String value = head.value(i).toLowerCase(Locale.ROOT);
                all = all == null ? value : all + "," + value;
            }
        }
        return all;
    }
}
