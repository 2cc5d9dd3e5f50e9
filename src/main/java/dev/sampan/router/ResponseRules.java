package dev.sampan.router;

/** Reads the head of an app's answer as strictly as a request, so that no answer can pose as two. */
final class ResponseRules {

    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    private static final byte[] TIMEOUT = Ascii.bytes("timeout=");

    private final MessageHead head;
    private final ConnectionOptions options = new ConnectionOptions();
    private int lengthIndex = -1;
    private int encodingIndex = -1;
    private int keepAliveSeconds = -1;
    private boolean webSocket;

    private ResponseRules(MessageHead head) {
        this.head = head;
    }

    /** Reads an answer; one to a HEAD request has no body. */
    static ResponseHead read(MessageHead head, boolean toHead) {
        byte[] bytes = head.bytes();
        int status = status(head);
        boolean http10 = bytes[7] == '0';
        ResponseRules rules = new ResponseRules(head);
        for (int i = 0; i < head.fields(); i++) {
            rules.readField(i);
        }
        rules.options.dropNominated(head);
        return rules.conclude(status, http10, toHead);
    }

    private static int status(MessageHead head) {
        byte[] bytes = head.bytes();
        int end = head.startLineEnd();
        boolean valid =
                end >= 12
                        && Ascii.text(bytes, 0, 7).equals("HTTP/1.")
                        && (bytes[7] == '0' || bytes[7] == '1')
                        && bytes[8] == ' '
                        && HttpSyntax.isDigit(bytes[9])
                        && HttpSyntax.isDigit(bytes[10])
                        && HttpSyntax.isDigit(bytes[11])
                        && (end == 12 || bytes[12] == ' ');
        for (int i = 12; valid && i < end; i++) {
            valid = HttpSyntax.isValue(bytes[i]);
        }
        if (!valid) {
            throw new Refusal(502, "the status line is malformed");
        }
        int status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
        if (status < 100 || status > 599) {
            throw new Refusal(502, "the status is not between 100 and 599");
        }
        return status;
    }

    private void readField(int index) {
        switch (head.field(index)) {
            case CONTENT_LENGTH -> {
                if (lengthIndex >= 0) {
                    throw new Refusal(502, "the Content-Length field stands twice");
                }
                lengthIndex = index;
                head.drop(index);
            }
            case TRANSFER_ENCODING -> {
                if (encodingIndex >= 0) {
                    throw new Refusal(502, "the Transfer-Encoding field stands twice");
                }
                encodingIndex = index;
                head.drop(index);
            }
            case CONNECTION -> {
                options.add(head.bytes(), head.valueStart(index), head.valueEnd(index));
                head.drop(index);
            }
            case KEEP_ALIVE -> {
                keepAliveSeconds = timeout(index);
                head.drop(index);
            }
            case UPGRADE -> {
                webSocket = head.valueIs(index, WEBSOCKET);
                head.drop(index);
            }
            case PROXY_CONNECTION, TE, TRAILER, HTTP2_SETTINGS -> head.drop(index);
            default -> {}
        }
    }

    private int timeout(int index) {
        byte[] bytes = head.bytes();
        int at = head.valueStart(index);
        int end = head.valueEnd(index);
        while (at < end
                && !Ascii.equalsIgnoreCase(
                        bytes, at, Math.min(end, at + TIMEOUT.length), TIMEOUT)) {
            at++;
        }
        at += TIMEOUT.length;
        int seconds = -1;
        while (at < end && HttpSyntax.isDigit(bytes[at]) && seconds < 10_000) {
            seconds = Math.max(0, seconds) * 10 + (bytes[at] - '0');
            at++;
        }
        return seconds;
    }

    private ResponseHead conclude(int status, boolean http10, boolean toHead) {
        long declared = lengthIndex < 0 ? -1 : Framing.contentLength(head, lengthIndex);
        long framing = framing(declared, http10);
        boolean keepAlive = http10 ? options.keepAlive() : !options.close();
        boolean bodiless = toHead || status == 304;
        if (status == 204 || status < 200) {
            // A body cannot follow; a peer that announces one would be read differently by others.
            keepAlive &= lengthIndex < 0 && encodingIndex < 0;
            declared = -1;
            bodiless = true;
        } else if (bodiless) {
            // Some apps send what they announce nevertheless; late, it would be the next answer.
            keepAlive &= declared <= 0 && encodingIndex < 0;
        }
        return new ResponseHead(
                status,
                9,
                bodiless ? 0 : framing,
                declared,
                keepAlive && (bodiless || framing != Framing.UNTIL_CLOSE),
                keepAliveSeconds,
                webSocket && options.upgrade());
    }

    private long framing(long declared, boolean http10) {
        if (encodingIndex < 0) {
            return declared < 0 ? Framing.UNTIL_CLOSE : declared;
        }
        if (lengthIndex >= 0) {
            throw new Refusal(502, "both Content-Length and Transfer-Encoding are given");
        }
        if (http10) {
            throw new Refusal(502, "HTTP/1.0 has no Transfer-Encoding");
        }
        if (!head.valueIs(encodingIndex, CHUNKED)) {
            throw new Refusal(502, "the Transfer-Encoding is not just 'chunked'");
        }
        return Framing.CHUNKED;
    }
}
