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

    private @Nullable WorkerRoute route;
    private @Nullable TargetPool pool;
    private @Nullable Upstream upstream;
    private @Nullable ByteBuf head;
    private @Nullable String hsts;
    private boolean requestDone;
    private boolean responseStarted;
    private boolean tunnel;
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
        WorkerRoute found = worker.find(request.host());
        if (found == null) {
            worker.countUnknownHost();
            fail(404);
            return;
        }
        LocalAnswer redirect =
                TransportHandler.redirect(index, found, client.peer(), request, from);
        if (redirect != null) {
            answer(redirect);
            return;
        }
        hsts = TransportHandler.hsts(index, found, client.peer(), request);
        long limit = worker.settings().maxBodyBytes();
        if (limit > 0 && request.framing() > limit) {
            fail(413);
            return;
        }
        HeadWriter writer = worker.writer();
        RequestWriter.write(writer, from, request, client.peer(), tally.startMillis(), tally.id());
        head = worker.written();
        route = found;
        found.counters().started();
        tryTarget(found, null, false);
    }

    private void tryTarget(WorkerRoute from, @Nullable TargetPool avoided, boolean fresh) {
        TargetPool chosen = from.choose(avoided);
        if (chosen == null) {
            fail(503);
            return;
        }
        tally.tried();
        pool = chosen;
        chosen.requestStarted();
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
        TargetPool failed = leaveTarget(false);
        WorkerRoute from = worker.find(request.host());
        if (from == null) {
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
        long limit = tunnel ? 0 : worker.settings().maxBodyBytes();
        Upstream to = upstream;
        if (to == null || (limit > 0 && received > limit)) {
            content.release();
            fail(413);
            return;
        }
        client.expectWithin(idle());
        to.content(content);
    }

    void requestEnded() {
        requestDone = true;
        Upstream to = upstream;
        if (to != null) {
            to.requestEnded();
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
        return tunnel ? worker.settings().tunnelIdle() : worker.settings().bodyIdle();
    }

    // ---- the way back

    void interim(MessageHead from, ResponseHead response) {
        if (response.status() == 100 && request.expectContinue()) {
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
        client.expectWithin(idle());
        client.answerContent(content);
    }

    void responseEnded(boolean reusable) {
        Upstream from = upstream;
        upstream = null;
        if (from != null) {
            from.release(reusable && requestDone);
        }
        end(false, false);
        client.answerEnded();
    }

    void switched(MessageHead from, ResponseHead response) {
        releaseHead();
        responseStarted = true;
        tunnel = true;
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
        if (tunnel) {
            end(false, false);
        } else {
            end(!clientOwes && client.isWritable(), !client.isWritable());
        }
        dropUpstream();
        client.abort();
    }

    void clientGone() {
        if (tunnel) {
            end(false, false);
            Upstream to = upstream;
            upstream = null;
            if (to != null) {
                to.closeAfterWrites();
            }
            return;
        }
        if (!ended) {
            tally.setStatus(499);
            end(false, true);
        }
        dropUpstream();
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
        if (from != null) {
            from.close();
        }
    }

    private @Nullable TargetPool leaveTarget(boolean success) {
        TargetPool left = pool;
        pool = null;
        if (left != null) {
            left.requestEnded(success);
        }
        return left;
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
        TargetPool used = pool;
        leaveTarget(!failed);
        AccessEntry entry = tally.end(client.peer(), route, used, failed, aborted);
        worker.log(entry);
    }
}
