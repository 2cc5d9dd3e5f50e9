package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

    private @Nullable Upstream upstream;
    private @Nullable ByteBuf head;
    private @Nullable Tunnel tunnel;
    private boolean http2;
    private boolean requestDone;
    private boolean responseStarted;
    private boolean ended;

    Exchange(Worker worker, ClientStream client, RequestHead request, MessageHead head) {
        this.worker = worker;
        this.client = client;
        this.request = request;
        this.tally = new ExchangeTally(request, head);
        this.requestDone = request.framing() == 0;
    }

    RequestHead request() {
        return request;
    }

    // ---- the way to the app

    /** Finds the app by the request's head, which is the worker's and read now or never, and sends it there. */
    void start(MessageHead from) {
        WorkerRoute found = worker.find(request.host());
        if (found == null) {
            worker.countUnknownHost();
            fail(404);
            return;
        }
        long limit = worker.settings().maxBodyBytes();
        if (limit > 0 && request.framing() > limit) {
            fail(413);
            return;
        }
        http2 = found.http2();
        if (http2 && request.webSocket()) {
            fail(501);
            return;
        }
        head = found.encode(worker, from, request, client.peer(), tally);
        tally.found(found);
        tryTarget(found, null, false);
    }

    private void tryTarget(WorkerRoute from, @Nullable TargetPool avoided, boolean fresh) {
        TargetPool chosen = from.choose(avoided);
        if (chosen == null) {
            fail(503);
            return;
        }
        tally.tried(chosen);
        client.expectWithin(worker.settings().connect().plusSeconds(1));
        chosen.serve(this, fresh);
    }

    void connected(Upstream connection) {
        ByteBuf encoded = head;
        if (ended || encoded == null) {
            connection.close();
            return;
        }
        upstream = connection;
        if (request.repeatable()) {
            connection.begin(this, encoded.retainedDuplicate());
        } else {
            head = null;
            connection.begin(this, encoded);
        }
        if (requestDone) {
            client.expectWithin(worker.settings().responseHeader());
            connection.flush();
        } else {
            client.expectWithin(worker.settings().bodyIdle());
            client.upstreamReady();
        }
    }

    void connectFailed(Throwable cause) {
        if (ended) {
            return;
        }
        if (tally.attempts() < MAX_ATTEMPTS) {
            tryAgain();
        } else {
            fail(cause instanceof ConnectTimeoutException ? 504 : 502);
        }
    }

    /** By the newest table, since the target may have failed because it left. */
    private void tryAgain() {
        TargetPool failed = tally.leaveTarget(false);
        WorkerRoute from = worker.find(request.host());
        if (from == null || from.http2() != http2) {
            fail(502);
        } else {
            tryTarget(from, failed, true);
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
        long limit = through != null ? 0 : worker.settings().maxBodyBytes();
        Upstream to = upstream;
        if (to == null || (limit > 0 && received > limit)) {
            content.release();
            fail(413);
            return;
        }
        client.expectWithin(idle());
        to.content(content);
    }

    void requestEnded(@Nullable MessageHead trailers) {
        requestDone = true;
        Upstream to = upstream;
        if (to != null) {
            to.requestEnded(TrailerRules.apply(trailers, http2));
        }
        if (!responseStarted) {
            client.expectWithin(worker.settings().responseHeader());
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

    private Duration idle() {
        return tunnel == null ? worker.settings().bodyIdle() : worker.settings().tunnelIdle();
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
        client.expectWithin(idle());
        client.answer(from, response);
    }

    void responseContent(ByteBuf content) {
        tally.sent(content.readableBytes());
        Tunnel through = tunnel;
        if (through != null) {
            through.toClient(content);
        }
        client.expectWithin(idle());
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
        client.expectWithin(idle());
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
                        && broken.isStale()
                        && head != null
                        && tally.attempts() < MAX_ATTEMPTS;
        if (again) {
            tryAgain();
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
            fail(clientOwes ? 408 : 504);
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
        answer(ErrorPage.of(status, request.acceptsHtml(), tally.id()));
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
        worker.log(tally.end(client.peer(), failed, aborted));
    }
}
