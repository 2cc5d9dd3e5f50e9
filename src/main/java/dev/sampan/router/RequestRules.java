package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/**
 * Reads a request head and refuses everything that two servers could read in two ways; fields that end at this hop, or
 * that only the router may set, are marked as dropped.
 */
final class RequestRules {

    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    private static final byte[] HTML = Ascii.bytes("text/html");

    private final MessageHead head;
    private final ConnectionOptions options = new ConnectionOptions();
    private int hostIndex = -1;
    private int lengthIndex = -1;
    private int encodingIndex = -1;
    private boolean upgradeToWebSocket;
    private boolean webSocketKey;
    private boolean expectContinue;
    private boolean acceptsHtml;
    private @Nullable String requestId;

    RequestRules(MessageHead head) {
        this.head = head;
    }

    static RequestHead read(MessageHead head) {
        RequestLine line = RequestLine.read(head);
        RequestRules rules = new RequestRules(head);
        for (int i = 0; i < head.fields(); i++) {
            rules.readField(i);
        }
        rules.options.dropNominated(head);
        return rules.conclude(line);
    }

    void readField(int index) {
        switch (head.field(index)) {
            case OTHER, SEC_WEBSOCKET_ACCEPT -> {}
            case HOST -> hostIndex = once(hostIndex, index, "Host");
            case CONTENT_LENGTH -> {
                lengthIndex = once(lengthIndex, index, "Content-Length");
                head.drop(index);
            }
            case TRANSFER_ENCODING -> {
                encodingIndex = once(encodingIndex, index, "Transfer-Encoding");
                head.drop(index);
            }
            case CONNECTION -> {
                options.add(head.bytes(), head.valueStart(index), head.valueEnd(index));
                head.drop(index);
            }
            case UPGRADE -> {
                upgradeToWebSocket = head.valueIs(index, WEBSOCKET);
                head.drop(index);
            }
            case EXPECT -> {
                if (expectContinue || !head.valueIs(index, CONTINUE)) {
                    throw new Refusal(417, "the Expect field asks for something unknown");
                }
                expectContinue = true;
                head.drop(index);
            }
            case SEC_WEBSOCKET_KEY -> webSocketKey = true;
            case ACCEPT ->
                    acceptsHtml |=
                            Ascii.contains(
                                    head.bytes(),
                                    head.valueStart(index),
                                    head.valueEnd(index),
                                    HTML);
            case X_REQUEST_ID -> {
                requestId = requestId == null ? RequestId.accept(head.value(index)) : null;
                head.drop(index);
            }
            case UNDERSCORED,
                    FORWARDED,
                    HTTP2_SETTINGS,
                    KEEP_ALIVE,
                    PROXY,
                    PROXY_CONNECTION,
                    TE,
                    TRAILER,
                    X_FORWARDED_FOR,
                    X_FORWARDED_HOST,
                    X_FORWARDED_PORT,
                    X_FORWARDED_PREFIX,
                    X_FORWARDED_PROTO,
                    X_FORWARDED_SCHEME,
                    X_FORWARDED_SSL,
                    X_REAL_IP,
                    X_REQUEST_START ->
                    head.drop(index);
        }
    }

    private static int once(int seen, int index, String name) {
        if (seen >= 0) {
            throw Refusal.badRequest("the " + name + " field stands twice");
        }
        return index;
    }

    private RequestHead conclude(RequestLine line) {
        long framing = framing(line.http10());
        String host = host(line);
        boolean webSocket =
                upgradeToWebSocket
                        && webSocketKey
                        && options.upgrade()
                        && !line.http10()
                        && framing == 0
                        && line.method().equals("GET");
        boolean keepAlive = !options.close() && (!line.http10() || options.keepAlive());
        return new RequestHead(
                line.method(),
                line.pathStart(),
                line.pathEnd(),
                line.http10() ? Protocol.HTTP_1_0 : Protocol.HTTP_1_1,
                host,
                line.authority(),
                framing,
                keepAlive,
                webSocket,
                expectContinue && !line.http10() && framing != 0,
                acceptsHtml,
                requestId);
    }

    private long framing(boolean http10) {
        if (encodingIndex < 0) {
            return lengthIndex < 0 ? 0 : Framing.contentLength(head, lengthIndex);
        }
        if (lengthIndex >= 0) {
            throw Refusal.badRequest("both Content-Length and Transfer-Encoding are given");
        }
        if (http10) {
            throw Refusal.badRequest("HTTP/1.0 has no Transfer-Encoding");
        }
        if (!head.valueIs(encodingIndex, CHUNKED)) {
            throw Refusal.badRequest("the Transfer-Encoding is not just 'chunked'");
        }
        return Framing.CHUNKED;
    }

    private String host(RequestLine line) {
        if (hostIndex < 0 && !line.http10()) {
            throw Refusal.badRequest("the Host field is missing");
        }
        String own =
                hostIndex < 0
                        ? ""
                        : HostName.parse(
                                head.bytes(), head.valueStart(hostIndex), head.valueEnd(hostIndex));
        String authority = line.authority();
        if (authority == null) {
            return own;
        }
        if (hostIndex >= 0) {
            head.drop(hostIndex);
        }
        byte[] bytes = Ascii.bytes(authority);
        return HostName.parse(bytes, 0, bytes.length);
    }

    // ---- what HTTP/2 asks for, which frames bodies by itself

    int hostIndex() {
        return hostIndex;
    }

    /** The Content-Length field, or -1. */
    long declaredLength() {
        return lengthIndex < 0 ? -1 : Framing.contentLength(head, lengthIndex);
    }

    boolean expectsContinue() {
        return expectContinue;
    }

    boolean acceptsHtml() {
        return acceptsHtml;
    }

    @Nullable String requestId() {
        return requestId;
    }
}
