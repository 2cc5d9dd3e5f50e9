package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the request's head to the last byte, with the retries in between; or what follows a
 * switch to WebSocket, until one side ends.
 */
final class Exchange {

    private final Worker worker;
    private final RequestHead request;
    private final ExchangeTally tally;
    private final Peer peer;

    private final Attempts attempts;
    private final HeldMessage held = new HeldMessage();

    private ClientStream client;
    private Arrival arrival = Arrival.NONE;
    private @Nullable Upstream upstream;
    private @Nullable Tunnel tunnel;
    private @Nullable BodyPace pace;
    private boolean requestDone;
    private boolean responseStarted;
    private boolean ended;

    Exchange(Worker worker, ClientStream client, RequestHead request, MessageHead head) {
        this.worker = worker;
        this.client = client;
        this.request = request;
        this.tally = new ExchangeTally(request, head);
        this.peer = worker.settings().trusted().clientOf(client.peer(), head);
        this.attempts = new Attempts(worker, this, client, tally);
        this.requestDone = request.framing() == 0;
    }

    RequestHead request() {
        return request;
    }

    Duration connectTimeout() {
        return tally.route().connectTimeout();
    }

    /** The value of Strict-Transport-Security that belongs into the app's answer; null when none does. */
    @Nullable String hsts() {
        return arrival.hsts();
    }

    /** How fast the client has to be. */
    MinimumRates rates() {
        return arrival.rates(worker.settings());
    }

    // ---- the way to the app

    /** Finds the app by the request's head, which is the worker's and read now or never, and sends it there. */
    void start(MessageHead from) {
        arrival = Arrival.of(worker, request, from, peer, tally);
        WorkerRoute found = arrival.route();
        Answer instead = arrival.answer();
        if (instead != null || found == null) {
            answer(instead == null ? Answer.of(404) : instead);
            return;
        }
        pace = requestDone || found.http2() ? null : new BodyPace(request);
        held.set(found.encode(worker, from, request, peer, tally));
        client = CompressedStream.around(client, worker, found.policy(), request, from);
        attempts.begin(found, arrival.admission());
    }

    /** Goes on after a wait. */
    void goOn() {
        attempts.next(null);
    }

    void connected(Upstream connection) {
        if (ended || !held.isThere()) {
            connection.close();
            return;
        }
        upstream = connection;
        held.send(this, connection, attempts.http2() || tally.route().repeats(request));
        if (requestDone) {
            client.expectWithin(tally.route().readTimeout());
            connection.flush();
        } else {
            client.expectWithin(tally.route().bodyTimeout());
            client.upstreamReady();
        }
    }

    void connectFailed(Throwable cause) {
        attempts.failed(cause);
    }

    boolean hasUpstream() {
        return upstream != null;
    }

    boolean requestDone() {
        return requestDone;
    }

    /** Whether more of the request's body can be taken from the client now. */
    boolean takesContent() {
        Upstream to = upstream;
        return to != null && to.isWritable();
    }

    void requestContent(ByteBuf content) {
        long received = tally.received(content.readableBytes());
        Tunnel through = tunnel;
        if (through != null) {
            through.toApp(content);
        }
        Upstream to = upstream;
        if (to == null || (through == null && tally.route().isTooLarge(received))) {
            content.release();
            fail(413);
            return;
        }
        client.expectWithin(tally.route().idle(tunnel != null, false));
        held.pass(content, to);
    }

    void requestEnded(@Nullable MessageHead trailers) {
        requestDone = true;
        pace = null;
        held.end(trailers);
        Upstream to = upstream;
        if (to != null) {
            to.requestEnded(TrailerRules.apply(trailers, attempts.http2()));
        }
        if (!responseStarted) {
            client.expectWithin(tally.route().readTimeout());
        }
    }

    void flushUpstream() {
        Upstream to = upstream;
        if (to != null) {
            to.flush();
        }
    }

    void upstreamWritable() {
        client.updateReading();
    }

    void clientWritable(boolean writable) {
        Upstream from = upstream;
        if (from != null) {
            from.setReading(writable);
        }
    }

    // ---- the way back

    void interim(MessageHead from, ResponseHead response) {
        boolean go = response.status() == 100;
        BodyPace watched = pace;
        if (go && watched != null) {
            watched.wanted();
        }
        if (go ? request.expectContinue() : !request.http10()) {
            client.interim(from, response);
        }
    }

    void responseHead(MessageHead from, ResponseHead response) {
        begun(response.status());
        client.expectWithin(tally.route().idle(false, true));
        arrival.keepAt(tally.target(), from, peer);
        client.answer(from, response);
    }

    void responseContent(ByteBuf content) {
        tally.sent(content.readableBytes());
        Tunnel through = tunnel;
        if (through != null) {
            through.toClient(content);
        }
        client.expectWithin(tally.route().idle(through != null, true));
        client.answerContent(content);
    }

    void responseEnded(boolean reusable, @Nullable MessageHead trailers) {
        Upstream from = upstream;
        upstream = null;
        if (from != null) {
            from.release(reusable && requestDone);
        }
        endOfRetiredApp();
        end(false, false);
        client.answerEnded(TrailerRules.apply(trailers, attempts.http2()));
    }

    void switched(MessageHead from, ResponseHead response) {
        begun(response.status());
        tunnel = new Tunnel();
        requestDone = false;
        client.expectWithin(tally.route().idle(true, true));
        client.openTunnel(from, response);
        client.upstreamReady();
    }

    /** An instance that was replaced, and stopped when its time was over, may have left its WebSockets without a word. */
    private boolean endOfRetiredApp() {
        Tunnel open = tunnel;
        return open != null && !ended && open.endOfRetired(tally.target(), client);
    }

    void flushClient() {
        client.flush();
    }

    // ---- ends

    /** The connection to the app ended before the answer did. */
    void upstreamBroken(Upstream broken) {
        upstream = null;
        if (ended) {
            return;
        }
        if (endOfRetiredApp()) {
            end(false, false);
            client.answerEnded(null);
        } else if (responseStarted) {
            end(true, false);
            client.abort();
        } else {
            attempts.afterBreak(broken, held.isThere());
        }
    }

    /** Nothing moved for as long as the present phase allows. */
    void timedOut() {
        boolean clientOwes = !requestDone && takesContent();
        if (!responseStarted) {
            fail(arrival.isWaiting() ? 503 : clientOwes ? 408 : 504);
            return;
        }
        boolean taken = client.isWritable();
        end(tunnel == null && !clientOwes && taken, tunnel == null && !taken);
        dropUpstream();
        client.abort();
    }

    /**
     * Looks, several times a second, whether the client sends its body as fast as it has to. One that is answered already
     * streams both ways, and may be quiet; so may one that speaks to an app of gRPC.
     */
    void checkPace(long now, long arrived, boolean free) {
        BodyPace watched = pace;
        long received = tally.received(0) + arrived;
        if (watched != null
                && watched.isTooSlow(now, received, free && takesContent(), rates(), worker)) {
            fail(408);
        }
    }

    /** Ends it because the client takes too little of the answer. */
    void cutOff() {
        clientGone();
        client.abort();
    }

    boolean isTunnel() {
        return tunnel != null;
    }

    boolean ended() {
        return ended;
    }

    void clientGone() {
        if (tunnel == null && !ended) {
            tally.setStatus(499);
        }
        end(false, tunnel == null);
        client.forget();
        dropUpstream();
    }

    /** Ends a tunnel because the router goes, and says so to both sides. */
    void endTunnel() {
        Tunnel open = tunnel;
        Upstream to = upstream;
        if (open != null && to != null && !ended) {
            open.end(client, to);
            dropUpstream();
            end(false, false);
            client.answerEnded(null);
        }
    }

    /** Answers in the app's place with an error page, when that is still possible. */
    void fail(int status) {
        answer(Answer.of(status));
    }

    /** Answers in the app's place, when that is still possible; else breaks off. */
    void answer(Answer answer) {
        dropUpstream();
        if (ended) {
            return;
        }
        int status = answer.status();
        if (responseStarted) {
            end(status >= 500, status < 500);
            client.abort();
            return;
        }
        Answer whole = ErrorPage.complete(tally.dressed(answer), request.acceptsHtml(), tally.id());
        begun(status);
        end(status >= 500, false);
        client.answerLocally(whole);
    }

    private void begun(int status) {
        held.release();
        pace = null;
        responseStarted = true;
        tally.setStatus(status);
    }

    private void dropUpstream() {
        Upstream from = upstream;
        upstream = null;
        if (from != null && tunnel != null) {
            from.closeAfterWrites();
        } else if (from != null) {
            from.close();
        }
    }

    private void end(boolean failed, boolean aborted) {
        if (ended) {
            return;
        }
        ended = true;
        held.release();
        arrival.end(this, worker);
        worker.log(tally.end(peer, failed, aborted, tunnel == null));
    }
}
