package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** What is counted of one exchange, and told in the access log. */
final class ExchangeTally {

    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();
    private final RequestHead request;
    private final String path;
    private final String id;
    private @Nullable WorkerRoute route;
    private @Nullable TargetPool target;
    private int attempts;
    private int status;
    private long received;
    private long sent;

    ExchangeTally(RequestHead request, MessageHead head) {
        this.request = request;
        this.path = path(head, request);
        String client = request.requestId();
        this.id = client == null ? RequestId.make() : client;
    }

    /** Without the query, since that may hold secrets. */
    private static String path(MessageHead head, RequestHead request) {
        int end = request.pathStart();
        while (end < request.pathEnd() && head.bytes()[end] != '?') {
            end++;
        }
        return Ascii.text(head.bytes(), request.pathStart(), end);
    }

    String id() {
        return id;
    }

    long startMillis() {
        return startMillis;
    }

    /** Counts the request at its route. */
    void found(WorkerRoute on) {
        route = on;
        on.counters().started();
    }

    /** Counts a try to reach a target. */
    void tried(TargetPool chosen) {
        attempts++;
        target = chosen;
        chosen.requestStarted();
    }

    /** Counts the end of a try. */
    @Nullable TargetPool leaveTarget(boolean success) {
        TargetPool left = target;
        target = null;
        if (left != null) {
            left.requestEnded(success);
        }
        return left;
    }

    int attempts() {
        return attempts;
    }

    void setStatus(int value) {
        status = value;
    }

    /** Counts bytes of the request's body, and returns their sum. */
    long received(int bytes) {
        received += bytes;
        return received;
    }

    void sent(int bytes) {
        sent += bytes;
    }

    /** Counts the end, and tells what the log says of it all. */
    AccessEntry end(Peer client, boolean failed, boolean aborted) {
        TargetPool last = leaveTarget(!failed);
        WorkerRoute on = route;
        if (on != null) {
            on.counters().ended(failed, aborted);
        }
        return new AccessEntry(
                startMillis,
                System.nanoTime() - startNanos,
                id,
                client.address(),
                request.method(),
                request.host(),
                path,
                request.protocol(),
                status,
                received,
                sent,
                on == null ? "" : on.name(),
                last == null ? "" : last.name(),
                attempts);
    }
}
