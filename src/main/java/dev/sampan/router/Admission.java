package dev.sampan.router;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a request has to do with the policy of its route; made only where that is not the default. */
final class Admission {

    private static final byte[] COOKIE = Ascii.bytes("cookie");
    private static final Duration DECISION = Duration.ofSeconds(10);

    private final @Nullable Answer refusal;
    private final @Nullable CompletableFuture<@Nullable Answer> later;
    private final @Nullable String cookies;
    private @Nullable Permit permit;
    private boolean waiting;
    private boolean stays;

    private Admission(Passage passage, @Nullable Answer refusal, @Nullable String cookies) {
        this.refusal = refusal;
        this.later = passage.later();
        this.permit = passage.permit();
        this.cookies = cookies;
    }

    /** Lets a request, whose head has just been read, pass the handlers of its route; null when that has nothing to ask. */
    static @Nullable Admission of(
            WorkerRoute route, RequestHead request, MessageHead head, Peer peer) {
        if (route.isPlain()) {
            return null;
        }
        Passage passage = new Passage(request, head, peer);
        Answer refusal = null;
        for (RequestHandler handler : route.handlers()) {
            refusal = handler.handle(passage);
            if (refusal != null) {
                break;
            }
        }
        String cookies = route.sticky() == null ? null : passage.field(COOKIE);
        return new Admission(passage, refusal, cookies);
    }

    /** The answer in the app's place; null when the request passes. */
    static @Nullable Answer refusal(
            @Nullable Admission own, WorkerRoute route, RequestHead request) {
        Answer refusal = own == null ? null : own.refusal;
        return refusal == null && route.isTooLarge(request.framing()) ? Answer.of(413) : refusal;
    }

    /** Lets the exchange wait for a decision that takes time; false when there is none to wait for. */
    boolean awaitDecision(Exchange exchange, ClientStream client, Worker worker) {
        CompletableFuture<@Nullable Answer> decision = later;
        if (decision == null) {
            return false;
        }
        client.expectWithin(DECISION);
        waiting = true;
        var _ =
                decision.whenCompleteAsync(
                        (answer, failure) -> {
                            waiting = false;
                            if (failure != null) {
                                exchange.fail(503);
                            } else if (answer != null) {
                                exchange.answer(answer);
                            } else {
                                exchange.goOn();
                            }
                        },
                        worker.loop());
        return true;
    }

    /** Lets the exchange wait until its app is resumed; when as many wait as may, it gets 503. */
    void hold(WorkerRoute route, Exchange exchange, ClientStream client, Worker worker) {
        if (!worker.held().add(route, exchange)) {
            exchange.fail(503);
            return;
        }
        if (!waiting) {
            client.expectWithin(route.policy().gate().hold());
        }
        waiting = true;
    }

    /** Whether the router itself lets the request wait, so that nobody else can be blamed for the time. */
    boolean isWaiting() {
        return waiting;
    }

    /** The target that the client was at, else any; null when there is none. */
    @Nullable TargetPool choose(WorkerRoute route, @Nullable TargetPool avoided) {
        waiting = false;
        StickyTargets sticky = route.sticky();
        TargetPool known = sticky == null ? null : sticky.of(cookies);
        stays = known != null && known != avoided;
        return stays ? known : route.choose(avoided);
    }

    /** Tells a client that has come to another target to come back to it. */
    void keepAt(WorkerRoute route, @Nullable TargetPool pool, MessageHead answer, Peer peer) {
        StickyTargets sticky = route.sticky();
        if (sticky != null && pool != null && !stays) {
            answer.add("Set-Cookie", sticky.cookie(pool, peer.scheme().equals("https")));
        }
    }

    /** The exchange is over. */
    void end(Exchange exchange, Worker worker) {
        Permit held = permit;
        permit = null;
        if (held != null) {
            held.release();
        }
        worker.held().remove(exchange);
    }
}
