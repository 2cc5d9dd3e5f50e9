package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * One request and its answer, from the request's head to the last byte, with the retries in between; or what follows a
 * switch to WebSocket, until one side ends.
 */
final class Exchange {

    private static final int MAX_ATTEMPTS = 3;

    private final Worker worker;
    private final ClientStream client;
    private final RequestHead request;
    private final ExchangeTally tally;
    private final Peer peer;

    private @Nullable Admission admission;
    private @Nullable Upstream upstream;
    private @Nullable ByteBuf head;
    private @Nullable Tunnel tunnel;
    private @Nullable String hsts;
    private boolean http2;
    private boolean requestDone;
    private boolean responseStarted;
    private boolean ended;

    Exchange(Worker worker, ClientStream client, RequestHead request, MessageHead head) {
        this.worker = worker;
        this.client = client;
        this.request = request;
        this.tally = new ExchangeTally(request, head);
        this.peer = worker.settings().trusted().clientOf(client.peer(), head);
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
        return hsts;
    }

    // ---- the way to the app

    /** Finds the app by the request's head, which is the worker's and read now or never, and sends it there. */
    void start(MessageHead from) {
        RouteIndex index = worker.index();
        LocalAnswer challenge = TransportHandler.challenge(index, request, from);
        if (challenge != null) {
            answer(challenge);
            return;
        }
        WorkerRoute found = worker.find(request.host(), tally.path());
        if (found == null) {
            worker.countUnknownHost();
            fail(404);
            return;
        }
        tally.arrived(found);
        LocalAnswer redirect = TransportHandler.redirect(index, found, peer, request, from);
        if (redirect != null) {
            answer(redirect);
            return;
        }
        hsts = TransportHandler.hsts(index, found, peer, request);
        Admission own = Admission.of(found, request, from, peer);
        admission = own;
        Answer refusal = Admission.refusal(own, found, request);
        if (refusal != null) {
            answer(refusal);
            return;
        }
        http2 = found.http2();
        if (http2 && request.webSocket()) {
            fail(501);
            return;
        }
        head = found.encode(worker, from, request, peer, tally);
        if (own == null || !own.awaitDecision(this, client, worker)) {
            tryTarget(found, null, false);
        }
    }

    /** Goes on after a wait, or a try that failed, by the newest table, since the target may have failed because it left. */
    void goOn(@Nullable TargetPool avoided) {
        WorkerRoute from = worker.find(request.host(), tally.path());
        if (from == null || from.http2() != http2) {
            fail(502);
        } else if (!ended) {
            tryTarget(from, avoided, avoided != null);
        }
    }

    private void tryTarget(WorkerRoute from, @Nullable TargetPool avoided, boolean fresh) {
        Admission own = admission;
        if (own != null && from.isPaused()) {
            own.hold(from, this, client, worker);
            return;
        }
        TargetPool chosen = own == null ? from.choose(avoided) : own.choose(from, avoided);
        if (chosen == null) {
            fail(503);
            return;
        }
        tally.tried(chosen);
        client.expectWithin(from.connectTimeout().plusSeconds(1));
        chosen.serve(this, fresh);
    }

    void connected(Upstream connection) {
        ByteBuf encoded = head;
        if (ended || encoded == null) {
            connection.close();
            return;
        }
        upstream = connection;
        if (tally.route().repeats(request)) {
            connection.begin(this, encoded.retainedDuplicate());
        } else {
            head = null;
            connection.begin(this, encoded);
        }
        if (requestDone) {
            client.expectWithin(tally.route().readTimeout());
            connection.flush();
        } else {
            client.expectWithin(tally.route().bodyTimeout());
            client.upstreamReady();
        }
    }

    void connectFailed(Throwable cause) {
        if (ended) {
            return;
        }
        if (tally.attempts() < MAX_ATTEMPTS) {
            goOn(tally.failed(false));
        } else {
            fail(cause instanceof ConnectTimeoutException ? 504 : 502);
        }
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
        to.content(content);
    }

    void requestEnded(@Nullable MessageHead trailers) {
        requestDone = true;
        Upstream to = upstream;
        if (to != null) {
            to.requestEnded(TrailerRules.apply(trailers, http2));
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
        boolean wanted = response.status() == 100 ? request.expectContinue() : !request.http10();
        if (wanted) {
            client.interim(from, response);
        }
    }

    void responseHead(MessageHead from, ResponseHead response) {
        releaseHead();
        responseStarted = true;
        tally.setStatus(response.status());
        client.expectWithin(tally.route().idle(tunnel != null, true));
        if (admission != null) {
            admission.keepAt(tally.route(), tally.target(), from, peer);
        }
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
        end(false, false);
        client.answerEnded(TrailerRules.apply(trailers, http2));
    }

    void switched(MessageHead from, ResponseHead response) {
        releaseHead();
        responseStarted = true;
        tunnel = new Tunnel();
        requestDone = false;
        tally.setStatus(response.status());
        client.expectWithin(tally.route().idle(tunnel != null, true));
        client.openTunnel(from, response);
        client.upstreamReady();
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
        boolean again =
                !responseStarted
                        && head != null
                        && (broken.isStale() || tally.route().mayTryAnother(tally.attempts()))
                        && tally.attempts() < MAX_ATTEMPTS;
        if (again) {
            goOn(tally.failed(broken.isStale()));
        } else if (responseStarted) {
            end(true, false);
            client.abort();
        } else {
            fail(502);
        }
    }

    /** Nothing moved for as long as the present phase allows. */
    void timedOut() {
        boolean clientOwes = !requestDone && takesContent();
        if (!responseStarted) {
            fail(admission != null && admission.isWaiting() ? 503 : clientOwes ? 408 : 504);
            return;
        }
        if (tunnel != null) {
            end(false, false);
        } else {
            end(!clientOwes && client.isWritable(), !client.isWritable());
        }
        dropUpstream();
        client.abort();
    }

    void clientGone() {
        if (tunnel == null && !ended) {
            tally.setStatus(499);
        }
        end(false, tunnel == null);
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

    void answer(Answer answer) {
        answer(ErrorPage.of(tally.dressed(answer), request.acceptsHtml(), tally.id()));
    }

    /** Answers in the app's place, when that is still possible; else breaks off. */
    void answer(LocalAnswer answer) {
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
        tally.setStatus(status);
        responseStarted = true;
        end(status >= 500, false);
        client.answerLocally(answer);
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

    private void releaseHead() {
        ByteBuf held = head;
        head = null;
        if (held != null) {
            held.release();
        }
    }

    private void end(boolean failed, boolean aborted) {
        if (ended) {
            return;
        }
        ended = true;
        releaseHead();
        Admission own = admission;
        if (own != null) {
            own.end(this, worker);
        }
        worker.log(tally.end(peer, failed, aborted));
    }
}
