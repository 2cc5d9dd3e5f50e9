package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request when its header had come.
 *
 * @param answer in an app's place; null when the request goes to an app
 * @param route that it takes; null when there is none
 * @param admission what it has to do with the policy of its route; null when that is the default
 * @param hsts the value of Strict-Transport-Security that belongs into the app's answer; null when none does
 */
record Arrival(
        @Nullable Answer answer,
        @Nullable WorkerRoute route,
        @Nullable Admission admission,
        @Nullable String hsts) {

    private static final Answer BUSY =
            Answer.of(503, "Retry-After", "2").withTitle("This server has too much to do");

    /** Nothing has become of it yet. */
    static final Arrival NONE = new Arrival(null, null, null, null);

    /** Finds the app by the request's head, which is the worker's and read now or never. */
    static Arrival of(
            Worker worker, RequestHead request, MessageHead head, Peer peer, ExchangeTally tally) {
        RouteIndex index = worker.index();
        Answer challenge = TransportHandler.challenge(index, request, head);
        if (challenge != null) {
            return answered(challenge);
        }
        WorkerRoute found = worker.find(request.host(), tally.path());
        if (found == null) {
            worker.counts().countUnknownHost();
            return answered(Answer.of(404));
        }
        tally.arrived(found);
        if (worker.room().isFull(tally.startNanos())) {
            return new Arrival(BUSY, found, null, null);
        }
        if (found.isAmbiguous(tally.path())) {
            return answered(Answer.of(400));
        }
        Answer redirect = TransportHandler.redirect(index, found, peer, request, head);
        if (redirect != null) {
            return answered(redirect);
        }
        String hsts = TransportHandler.hsts(index, found, peer, request);
        Admission admission = Admission.of(found, request, head, peer);
        Answer refusal = Admission.refusal(admission, found, request);
        if (refusal == null && found.http2() && request.webSocket()) {
            refusal = Answer.of(501);
        }
        return new Arrival(refusal, found, admission, hsts);
    }

    /** How fast the client has to be. */
    MinimumRates rates(RouterSettings settings) {
        return route == null ? settings.rates() : route.policy().rates();
    }

    /** Whether the router itself lets the request wait. */
    boolean isWaiting() {
        return admission != null && admission.isWaiting();
    }

    /** Tells the client where to come back to, if that matters. */
    void keepAt(@Nullable TargetPool target, MessageHead response, Peer peer) {
        if (admission != null && route != null) {
            admission.keepAt(route, target, response, peer);
        }
    }

    /** The exchange is over. */
    void end(Exchange exchange, Worker worker) {
        if (admission != null) {
            admission.end(exchange, worker);
        }
    }

    private static Arrival answered(Answer answer) {
        return new Arrival(answer, null, null, null);
    }
}
