package dev.sampan.router;

import dev.sampan.router.Http2HeadReader.Pseudo;

/** Reads the head of an answer that came over HTTP/2 as strictly as a request, so that no answer can pose as two. */
final class Http2ResponseRules {

    private Http2ResponseRules() {}

    /**
     * Reads an answer; the head's first bytes become the status and its reason, as HTTP/1.1 has them.
     *
     * @param toHead whether the request was HEAD, so that no body follows
     * @param end whether nothing follows
     * @throws Refusal when it is malformed
     */
    static ResponseHead read(
            MessageHead head, Http2HeadReader fields, boolean toHead, boolean end) {
        String problem = fields.isTooLarge() ? "the header is too large" : fields.problem();
        if (problem != null) {
            throw new Refusal(502, problem);
        }
        int status = status(head, fields);
        long declared = -1;
        for (int i = 0; i < head.fields(); i++) {
            switch (head.field(i)) {
                case CONTENT_LENGTH -> {
                    if (declared >= 0) {
                        throw new Refusal(502, "the Content-Length field stands twice");
                    }
                    declared = Framing.contentLength(head, i);
                    head.drop(i);
                }
                case CONNECTION,
                        HTTP2_SETTINGS,
                        KEEP_ALIVE,
                        PROXY_CONNECTION,
                        TE,
                        TRANSFER_ENCODING,
                        UPGRADE ->
                        throw new Refusal(502, "a field of HTTP/1.1's connections is there");
                case TRAILER -> head.drop(i);
                default -> {}
            }
        }
        boolean bodiless = toHead || status == 204 || status == 304 || status < 200;
        if (!bodiless && end && declared > 0) {
            throw new Refusal(502, "a body is announced and does not follow");
        }
        if (status == 204 || status < 200) {
            declared = -1;
        } else if (!bodiless && end) {
            declared = 0;
        }
        byte[] line = Ascii.bytes(status + " " + ReasonPhrase.of(status));
        int start = head.append(line, 0, line.length);
        head.endStartLine();
        long framing = declared < 0 ? Framing.CHUNKED : declared;
        return new ResponseHead(
                status, start, bodiless || end ? 0 : framing, declared, true, -1, false);
    }

    private static int status(MessageHead head, Http2HeadReader fields) {
        int start = fields.start(Pseudo.STATUS);
        byte[] bytes = head.bytes();
        boolean valid =
                start >= 0
                        && fields.end(Pseudo.STATUS) == start + 3
                        && !fields.has(Pseudo.METHOD)
                        && !fields.has(Pseudo.PATH)
                        && !fields.has(Pseudo.SCHEME)
                        && !fields.has(Pseudo.AUTHORITY)
                        && !fields.has(Pseudo.PROTOCOL);
        int status = 0;
        for (int i = start; valid && i < start + 3; i++) {
            valid = HttpSyntax.isDigit(bytes[i]);
            status = status * 10 + bytes[i] - '0';
        }
        if (!valid || status < 100 || status > 599 || status == 101) {
            throw new Refusal(502, "the status is missing or malformed");
        }
        return status;
    }
}
