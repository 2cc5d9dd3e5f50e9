package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** One request and its answer, from the request's head to the last byte, with the retries in between. */
final class Exchange {

    private static final int MAX_ATTEMPTS = 3;

    private final Worker worker;
    private final ClientConnection client;
    private final RequestHead request;
    private final String path;
    private final String id;
    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();

    private @Nullable WorkerRoute route;
    private @Nullable TargetPool pool;
    private @Nullable UpstreamConnection upstream;
    private @Nullable ByteBuf head;
    private boolean requestDone;
    private boolean responseStarted;
    private boolean ended;
    private boolean chunkedOut;
    private boolean closeAfter;
    private boolean closeDelimited;
    private int attempts;
    private int status;
    private long received;
    private long sent;

    Exchange(Worker worker, ClientConnection client, RequestHead request, String path, String id) {
        this.worker = worker;
        this.client = client;
        this.request = request;
        this.path = path;
        this.id = id;
        this.requestDone = request.framing() == 0;
    }

    RequestHead request() {
        return request;
    }

    ClientConnection client() {
        return client;
    }

    long startMillis() {
        return startMillis;
    }

    // ---- the way to the app

    /** Sends the head, encoded as it goes upstream, to a target; this exchange releases it. */
    void start(WorkerRoute found, ByteBuf encoded) {
        route = found;
        head = encoded;
        found.counters().started();
        tryTarget(found, null, false);
    }

    private void tryTarget(WorkerRoute from, @Nullable TargetPool avoided, boolean fresh) {
        TargetPool chosen = from.choose(avoided);
        if (chosen == null) {
            fail(503);
            return;
        }
        attempts++;
        pool = chosen;
        chosen.requestStarted();
        client.expectWithin(worker.settings().connect().plusSeconds(1));
        UpstreamConnection idle = fresh ? null : chosen.takeIdle();
        if (idle == null) {
            chosen.connect(this);
        } else {
            connected(idle);
        }
    }

    void connected(UpstreamConnection connection) {
        ByteBuf encoded = head;
        if (ended || encoded == null) {
            connection.close();
            return;
        }
        upstream = connection;
        connection.begin(this);
        if (request.repeatable()) {
            connection.write(encoded.retainedDuplicate());
        } else {
            connection.write(encoded);
            head = null;
        }
        if (requestDone) {
            client.expectWithin(worker.settings().responseHeader());
            connection.flush();
        } else {
            client.upstreamReady();
        }
    }

    void connectFailed(Throwable cause) {
        if (ended) {
            return;
        }
        if (attempts < MAX_ATTEMPTS) {
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
        UpstreamConnection to = upstream;
        return to != null && to.isWritable();
    }

    void requestContent(ByteBuf content) {
        received += content.readableBytes();
        long limit = worker.settings().maxBodyBytes();
        UpstreamConnection to = upstream;
        if (to == null || (limit > 0 && received > limit)) {
            content.release();
            fail(413);
            return;
        }
        client.expectWithin(worker.settings().bodyIdle());
        if (request.framing() == Framing.CHUNKED) {
            ChunkWriter.write(to.context(), content);
        } else {
            to.write(content);
        }
    }

    void requestEnded() {
        requestDone = true;
        UpstreamConnection to = upstream;
        if (to != null && request.framing() == Framing.CHUNKED) {
            ChunkWriter.writeLast(to.context());
        }
        if (!responseStarted) {
            client.expectWithin(worker.settings().responseHeader());
        }
    }

    void flushUpstream() {
        UpstreamConnection to = upstream;
        if (to != null) {
            to.flush();
        }
    }

    void upstreamWritable() {
        client.updateReading();
    }

    void clientWritable(boolean writable) {
        UpstreamConnection from = upstream;
        if (from != null) {
            from.setReading(writable);
        }
    }

    // ---- the way back

    void interim(int interimStatus) {
        if (interimStatus == 100 && request.expectContinue()) {
            client.writeContinue();
        }
    }

    void responseHead(MessageHead from, ResponseHead response) {
        releaseHead();
        responseStarted = true;
        status = response.status();
        boolean untilClose = response.framing() == Framing.UNTIL_CLOSE;
        boolean unsized = untilClose || response.framing() == Framing.CHUNKED;
        chunkedOut = unsized && !request.http10();
        closeDelimited = unsized && request.http10();
        closeAfter = closeDelimited || !requestDone || !request.keepAlive() || worker.isDraining();
        ResponseWriter.write(worker.writer(), from, response, request, chunkedOut, closeAfter);
        client.expectWithin(worker.settings().bodyIdle());
        client.writeHead();
    }

    void responseContent(ByteBuf content) {
        sent += content.readableBytes();
        client.expectWithin(worker.settings().bodyIdle());
        if (chunkedOut) {
            ChunkWriter.write(client.context(), content);
        } else {
            client.write(content);
        }
    }

    void responseEnded(UpstreamConnection from, boolean reusable) {
        if (chunkedOut) {
            ChunkWriter.writeLast(client.context());
        }
        TargetPool home = pool;
        upstream = null;
        if (reusable && requestDone && home != null) {
            home.giveBack(from);
        } else {
            from.close();
        }
        end(false, false);
        client.exchangeEnded(closeAfter || !requestDone);
    }

    void switched(MessageHead from, ResponseHead response, ByteBuf rest) {
        UpstreamConnection to = upstream;
        upstream = null;
        releaseHead();
        responseStarted = true;
        status = 101;
        if (to == null) {
            rest.release();
            return;
        }
        ResponseWriter.write(worker.writer(), from, response, request, false, false);
        client.writeHead();
        new Tunnel(client, this, to.context(), worker.settings().tunnelIdle()).open(to, rest);
    }

    void tunnelled(long fromClient, long toClient) {
        received += fromClient;
        sent += toClient;
    }

    // ---- ends

    /** The connection to the app ended before the answer did. */
    void upstreamBroken(UpstreamConnection broken) {
        upstream = null;
        if (ended) {
            return;
        }
        boolean stale = broken.reused() && !broken.answered();
        if (!responseStarted && stale && head != null && attempts < MAX_ATTEMPTS) {
            tryAgain();
        } else if (responseStarted) {
            end(true, false);
            client.abort(closeDelimited);
        } else {
            fail(502);
        }
    }

    /** Nothing moved for as long as the present phase allows. */
    void timedOut() {
        if (status == 101) {
            end(false, false);
            client.abort(false);
            return;
        }
        boolean clientOwes = !requestDone && takesContent();
        if (!responseStarted) {
            fail(clientOwes ? 408 : 504);
            return;
        }
        end(!clientOwes && client.isWritable(), !client.isWritable());
        dropUpstream();
        client.abort(closeDelimited);
    }

    void clientGone() {
        if (!ended) {
            status = 499;
            end(false, true);
        }
        dropUpstream();
    }

    void tunnelClosed() {
        end(false, false);
    }

    /** Answers in the app's place, when that is still possible. */
    void fail(int errorStatus) {
        dropUpstream();
        if (ended) {
            return;
        }
        if (responseStarted) {
            end(errorStatus >= 500, errorStatus < 500);
            client.abort(closeDelimited);
            return;
        }
        status = errorStatus;
        responseStarted = true;
        boolean close = !requestDone || !request.keepAlive() || worker.isDraining();
        ErrorPage.write(worker.writer(), errorStatus, request, id, close);
        client.writeHead();
        end(errorStatus >= 500, false);
        client.exchangeEnded(close);
    }

    private void dropUpstream() {
        UpstreamConnection from = upstream;
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
        String target = "";
        TargetPool used = pool;
        if (used != null) {
            target = used.name();
            leaveTarget(!failed);
        }
        String name = "";
        WorkerRoute on = route;
        if (on != null) {
            name = on.name();
            on.counters().ended(failed, aborted);
        }
        worker.log(entry(name, target));
    }

    private AccessEntry entry(String routeName, String target) {
        return new AccessEntry(
                startMillis,
                System.nanoTime() - startNanos,
                id,
                client.address(),
                request.method(),
                request.host(),
                path,
                request.http10(),
                status,
                received,
                sent,
                routeName,
                target,
                attempts);
    }
}
