package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/**
 * The first line of a request, checked (RFC 9112 section 3).
 *
 * @param authority the host and port of an absolute-form target, else null
 */
record RequestLine(
        String method, int pathStart, int pathEnd, @Nullable String authority, boolean http10) {

    private static final byte[] SCHEME = Ascii.bytes("http://");
    private static final String[] COMMON = {
        "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"
    };

    static RequestLine read(MessageHead head) {
        byte[] bytes = head.bytes();
        int end = head.startLineEnd();
        int space = 0;
        while (space < end && HttpSyntax.isToken(bytes[space])) {
            space++;
        }
        if (space == 0 || space >= end || bytes[space] != ' ') {
            throw Refusal.badRequest("the request method is malformed");
        }
        String method = method(bytes, 0, space);
        int target = space + 1;
        int targetEnd = target;
        while (targetEnd < end && HttpSyntax.isTarget(bytes[targetEnd])) {
            targetEnd++;
        }
        if (targetEnd == target || targetEnd >= end || bytes[targetEnd] != ' ') {
            throw Refusal.badRequest("the request target is malformed");
        }
        boolean http10 = version(bytes, targetEnd + 1, end);
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new Refusal(405, "the method " + method + " is not offered");
        }
        return target(bytes, method, target, targetEnd, http10);
    }

    /** The method between two offsets, whose bytes are known to be a token's. */
    static String method(byte[] bytes, int start, int end) {
        for (String common : COMMON) {
            if (common.length() == end - start && matches(bytes, start, common)) {
                return common;
            }
        }
        if (end - start > 32) {
            throw Refusal.badRequest("the request method is too long");
        }
        return Ascii.text(bytes, start, end);
    }

    private static boolean matches(byte[] bytes, int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean version(byte[] bytes, int start, int end) {
        boolean valid =
                end - start == 8
                        && bytes[start] == 'H'
                        && bytes[start + 1] == 'T'
                        && bytes[start + 2] == 'T'
                        && bytes[start + 3] == 'P'
                        && bytes[start + 4] == '/'
                        && bytes[start + 5] == '1'
                        && bytes[start + 6] == '.'
                        && (bytes[start + 7] == '0' || bytes[start + 7] == '1');
        if (!valid) {
            throw Refusal.badRequest("the HTTP version is not 1.0 or 1.1");
        }
        return bytes[start + 7] == '0';
    }

    private static RequestLine target(
            byte[] bytes, String method, int start, int end, boolean http10) {
        if (bytes[start] == '/') {
            return new RequestLine(method, start, end, null, http10);
        }
        if (bytes[start] == '*' && end - start == 1 && method.equals("OPTIONS")) {
            return new RequestLine(method, start, end, null, http10);
        }
        int authority = start + SCHEME.length;
        if (authority >= end || !Ascii.equalsIgnoreCase(bytes, start, authority, SCHEME)) {
            throw Refusal.badRequest("the request target is neither a path nor an http URL");
        }
        int path = authority;
        while (path < end && bytes[path] != '/' && bytes[path] != '?') {
            path++;
        }
        String name = Ascii.text(bytes, authority, path);
        if (path < end && bytes[path] == '?') {
            throw Refusal.badRequest("the request target has no path");
        }
        return new RequestLine(method, path, end, name, http10);
    }
}
