package dev.sampan.router;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests for some host names to others. */
final class RedirectHandler implements RequestHandler {

    private static final byte[] HOST = Ascii.bytes("host");

    private final Map<String, Redirect> exact = new HashMap<>();
    private final Map<String, Redirect> below = new HashMap<>();

    RedirectHandler(List<Redirect> redirects) {
        for (Redirect redirect : redirects) {
            if (redirect.from().startsWith("*.")) {
                below.put(redirect.from().substring(2), redirect);
            } else {
                exact.put(redirect.from(), redirect);
            }
        }
    }

    @Override
    public @Nullable Answer handle(Passage passage) {
        Redirect redirect = find(passage.request().host());
        if (redirect == null) {
            return null;
        }
        String location =
                passage.peer().scheme() + "://" + redirect.to() + port(passage) + passage.target();
        return Answer.of(redirect.status(), "Location", location);
    }

    /** The port that the client asked for, with its colon; empty when it named none. */
    private static String port(Passage passage) {
        String named = passage.request().hostField();
        String host = named == null ? passage.field(HOST) : named;
        int colon = host == null ? -1 : host.lastIndexOf(':');
        String port = host == null || colon < 0 ? "" : host.substring(colon);
        return port.matches(":\\d{1,5}") ? port : "";
    }

    private @Nullable Redirect find(String host) {
        Redirect found = exact.get(host);
        for (int dot = host.indexOf('.');
                found == null && dot >= 0;
                dot = host.indexOf('.', dot + 1)) {
            found = below.get(host.substring(dot + 1));
        }
        return found;
    }
}
