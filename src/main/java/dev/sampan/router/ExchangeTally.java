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

    /** The path that was asked for, without the query. */
    String path() {
        return path;
    }

    long startMillis() {
        return startMillis;
    }

    long startNanos() {
        return startNanos;
    }

    /** Counts the request at the route that it is for. */
    void arrived(WorkerRoute at) {
        route = at;
        at.requestStarted();
    }

    /** The route that the request is for; there is none before it is known. */
    WorkerRoute route() {
        WorkerRoute known = route;
        if (known == null) {
            throw new IllegalStateException("The request has no route");
        }
        return known;
    }

    /** An answer in the app's place, with the page that the app has for it. */
    Answer dressed(Answer answer) {
        WorkerRoute known = route;
        return known == null ? answer : known.dressed(answer);
    }

    /** Counts a try to reach a target. */
    void tried(TargetPool chosen) {
        attempts++;
        target = chosen;
        chosen.requestStarted();
    }

    /** The target that is tried, or has been. */
    @Nullable TargetPool target() {
        return target;
    }

    /**
     * Counts a try that failed, and returns the target that it was made at.
     *
     * @param stale whether the connection had been idle and was closed meanwhile, which says nothing about the app
     */
    @Nullable TargetPool failed(boolean stale) {
        TargetPool left = target;
        target = null;
        if (left != null) {
            left.requestEnded(false);
            left.noteHealth(false);
            if (!stale) {
                route().countShare(left, true);
            }
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

    /**
     * Counts the end at route and target.
     *
     * @param measured whether the time that it took says something of the app
     * @return what the log says of it all; null when it is left out there
     */
    @Nullable AccessEntry end(Peer client, boolean failed, boolean aborted, boolean measured) {
        WorkerRoute at = route;
        TargetPool last = target;
        long nanos = System.nanoTime() - startNanos;
        if (at != null) {
            at.requestEnded(failed, aborted);
            if (measured && !aborted) {
                at.counters().took(nanos);
            }
        }
        if (last != null) {
            last.requestEnded(!failed);
            if (at != null) {
                at.countShare(last, failed || (!aborted && status >= 500));
            }
            if (!aborted) {
                last.noteHealth(!failed && status < 500);
            }
        }
        boolean well = status < 400 && !failed && !aborted;
        if (well && at != null && !at.isLogged()) {
            return null;
        }
        return new AccessEntry(
                startMillis,
                nanos,
                id,
                client.address(),
                request.method(),
                request.host(),
                path,
                request.protocol(),
                status,
                received,
                sent,
                at == null ? "" : at.name(),
                last == null ? "" : last.name(),
                attempts);
    }
}
