package dev.sampan.router;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers what concerns the way that a request came, before an app sees it: challenges, and requests without TLS. */
final class TransportHandler {

    private static final byte[] CHALLENGES = Ascii.bytes(Challenge.PATH);
    private static final int HTTPS = 443;

    private TransportHandler() {}

    /** The answer to a challenge of a certificate authority; null when the request is none that is waited for. */
    static @Nullable Answer challenge(RouteIndex index, RequestHead request, MessageHead head) {
        int start = request.pathStart();
        int end = request.pathEnd();
        if (!index.hasChallenges()
                || end - start <= CHALLENGES.length
                || !Ascii.equalsIgnoreCase(
                        head.bytes(), start, start + CHALLENGES.length, CHALLENGES)) {
            return null;
        }
        String token = Ascii.text(head.bytes(), start + CHALLENGES.length, end);
        String answer = index.challenge(request.host(), token);
        return answer == null
                ? null
                : Answer.whole(
                        200,
                        Map.of("Content-Type", "application/octet-stream"),
                        answer.getBytes(StandardCharsets.US_ASCII));
    }

    /** A redirect to the same address with TLS; null when the route does not ask for it, or has no certificate. */
    static @Nullable Answer redirect(
            RouteIndex index, WorkerRoute route, Peer peer, RequestHead request, MessageHead head) {
        if (!route.transport().redirect()
                || !peer.scheme().equals("http")
                || !index.isSecured(request.host())) {
            return null;
        }
        String port = index.securePort() == HTTPS ? "" : ":" + index.securePort();
        String path = Ascii.text(head.bytes(), request.pathStart(), request.pathEnd());
        boolean safe = request.method().equals("GET") || request.isHead();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(
                "Location",
                "https://%s%s%s".formatted(request.host(), port, path.isEmpty() ? "/" : path));
        fields.put("Content-Type", "text/plain; charset=utf-8");
        return Answer.whole(
                safe ? 301 : 308,
                fields,
                "This address is served with https only.\n".getBytes(StandardCharsets.UTF_8));
    }

    /** The value of Strict-Transport-Security in answers to a request; null when there is none. */
    static @Nullable String hsts(
            RouteIndex index, WorkerRoute route, Peer peer, RequestHead request) {
        String hsts = route.transport().hsts();
        return !hsts.isEmpty() && peer.scheme().equals("https") && index.isSecured(request.host())
                ? hsts
                : null;
    }
}
