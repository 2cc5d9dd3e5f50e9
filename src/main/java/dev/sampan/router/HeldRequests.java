package dev.sampan.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The requests of one worker that wait for their paused apps, in the order in which they came. */
final class HeldRequests {

    private final Map<String, Set<Exchange>> byRoute = new HashMap<>();

    /** Keeps a request; false when as many wait as may. */
    boolean add(WorkerRoute route, Exchange exchange) {
        Set<Exchange> held = byRoute.computeIfAbsent(route.name(), _ -> new LinkedHashSet<>());
        if (held.size() >= route.policy().gate().waiting()) {
            return false;
        }
        held.add(exchange);
        return true;
    }

    void remove(WorkerRoute route, Exchange exchange) {
        Set<Exchange> held = byRoute.get(route.name());
        if (held != null && held.remove(exchange) && held.isEmpty()) {
            byRoute.remove(route.name());
        }
    }

    /** Takes all of them out; each is to be tried again, by the newest table. */
    List<Exchange> takeAll() {
        if (byRoute.isEmpty()) {
            return List.of();
        }
        List<Exchange> all = new ArrayList<>();
        byRoute.values().forEach(all::addAll);
        byRoute.clear();
        return all;
    }
}
