package dev.sampan.router;

import dev.sampan.router.Http2HeadReader.Pseudo;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a request that came over HTTP/2, and refuses everything that could become something else on its way to
 * an app over HTTP/1.1 (RFC 9113 sections 8.2 and 8.3, RFC 8441).
 */
final class Http2RequestRules {

    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    private static final byte[] SEC_WEBSOCKET_KEY = Ascii.bytes("sec-websocket-key");

    private final MessageHead head;
    private final Http2HeadReader fields;
    private final RequestRules rules;

    private Http2RequestRules(MessageHead head, Http2HeadReader fields) {
        this.head = head;
        this.fields = fields;
        this.rules = new RequestRules(head);
    }

    /**
     * Reads a request.
     *
     * @param end whether it has no body
     * @throws Refusal with 400 when it is malformed, and the stream has to be reset; with another status when it can be
     *     answered
     */
    static RequestHead read(MessageHead head, Http2HeadReader fields, boolean end) {
        String problem = fields.problem();
        if (problem != null) {
            throw Refusal.badRequest(problem);
        }
        if (fields.isTooLarge()) {
            throw new Refusal(431, "the header is larger than 32 KB or has more than 100 fields");
        }
        return new Http2RequestRules(head, fields).conclude(end);
    }

    private RequestHead conclude(boolean end) {
        if (!fields.has(Pseudo.METHOD) || fields.has(Pseudo.STATUS)) {
            throw Refusal.badRequest("the method is missing, or a status is there");
        }
        String method = method();
        boolean tunnel = tunnel(method);
        int pathStart = fields.start(Pseudo.PATH);
        int pathEnd = fields.end(Pseudo.PATH);
        checkScheme();
        checkPath(method, pathStart, pathEnd);
        for (int i = 0; i < head.fields(); i++) {
            readField(i);
        }
        if (method.equals("TRACE")) {
            throw new Refusal(405, "the method TRACE is not offered");
        }
        String authority = authority();
        byte[] bytes = Ascii.bytes(authority);
        if (tunnel) {
            addKey();
        }
        return new RequestHead(
                tunnel ? "GET" : method,
                pathStart,
                pathEnd,
                Protocol.HTTP_2,
                HostName.parse(bytes, 0, bytes.length),
                authority,
                tunnel ? 0 : framing(end),
                true,
                tunnel,
                rules.expectsContinue() && !end,
                rules.acceptsHtml(),
                rules.requestId());
    }

    private String method() {
        int start = fields.start(Pseudo.METHOD);
        int end = fields.end(Pseudo.METHOD);
        if (start == end || end - start > 32) {
            throw Refusal.badRequest("the method is malformed");
        }
        for (int i = start; i < end; i++) {
            if (!HttpSyntax.isToken(head.bytes()[i])) {
                throw Refusal.badRequest("the method is malformed");
            }
        }
        return RequestLine.method(head.bytes(), start, end);
    }

    /** Whether it asks for a WebSocket. */
    private boolean tunnel(String method) {
        boolean connect = method.equals("CONNECT");
        if (!fields.has(Pseudo.PROTOCOL)) {
            if (connect) {
                throw new Refusal(405, "the method CONNECT is not offered");
            }
            return false;
        }
        if (!connect) {
            throw Refusal.badRequest("a protocol is named without CONNECT");
        }
        int start = fields.start(Pseudo.PROTOCOL);
        if (!Ascii.isEqual(head.bytes(), start, fields.end(Pseudo.PROTOCOL), WEBSOCKET)) {
            throw new Refusal(501, "the only protocol offered is websocket");
        }
        return true;
    }

    private void checkScheme() {
        int start = fields.start(Pseudo.SCHEME);
        String scheme = start < 0 ? "" : Ascii.text(head.bytes(), start, fields.end(Pseudo.SCHEME));
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw Refusal.badRequest("the scheme is neither http nor https");
        }
    }

    private void checkPath(String method, int start, int end) {
        byte[] bytes = head.bytes();
        boolean valid =
                start >= 0
                        && start < end
                        && (bytes[start] == '/'
                                || (bytes[start] == '*'
                                        && end - start == 1
                                        && method.equals("OPTIONS")));
        for (int i = start; valid && i < end; i++) {
            valid = HttpSyntax.isTarget(bytes[i]);
        }
        if (!valid) {
            throw Refusal.badRequest("the path is malformed");
        }
        if (end - start > HeadScanner.MAX_START_LINE) {
            throw new Refusal(414, "the path is longer than 8 KB");
        }
    }

    private void readField(int index) {
        switch (head.field(index)) {
            case CONNECTION,
                    HTTP2_SETTINGS,
                    KEEP_ALIVE,
                    PROXY_CONNECTION,
                    TRANSFER_ENCODING,
                    UPGRADE ->
                    throw Refusal.badRequest("a field of HTTP/1.1's connections is there");
            case TE -> {
                if (!head.valueIs(index, TRAILERS)) {
                    throw Refusal.badRequest("the TE field is not just 'trailers'");
                }
                head.drop(index);
            }
            case SEC_WEBSOCKET_KEY -> head.drop(index);
            default -> rules.readField(index);
        }
    }

    /** The host and port that goes to the app; a Host field has to say the same. */
    private String authority() {
        int index = rules.hostIndex();
        String field = index < 0 ? null : head.value(index);
        if (index >= 0) {
            head.drop(index);
        }
        int start = fields.start(Pseudo.AUTHORITY);
        @Nullable String authority =
                start < 0 ? field : Ascii.text(head.bytes(), start, fields.end(Pseudo.AUTHORITY));
        if (authority == null || (field != null && !field.equalsIgnoreCase(authority))) {
            throw Refusal.badRequest("the authority is missing, or not the Host field's");
        }
        return authority;
    }

    private long framing(boolean end) {
        long declared = rules.declaredLength();
        if (end) {
            if (declared > 0) {
                throw Refusal.badRequest("a body is announced and does not follow");
            }
            return 0;
        }
        return declared < 0 ? Framing.CHUNKED : declared;
    }

    /** HTTP/1.1 wants a key that shows that the app understood; over HTTP/2 there is none (RFC 8441 section 5). */
    private void addKey() {
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        byte[] key = Base64.getEncoder().encode(random);
        if (!head.add(SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_KEY.length, key, 0, key.length)) {
            throw new Refusal(431, "the header has more than 100 fields");
        }
    }
}
