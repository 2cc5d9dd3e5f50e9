package dev.sampan.router;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests of one worker that wait for their paused apps, in the order in which they came. */
final class HeldRequests {

    private final Map<Exchange, String> held = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** Keeps a request; false when as many wait as may. */
    boolean add(WorkerRoute route, Exchange exchange) {
        int waiting = counts.getOrDefault(route.name(), 0);
        if (waiting >= route.policy().gate().waiting()) {
            return false;
        }
        held.put(exchange, route.name());
        counts.put(route.name(), waiting + 1);
        return true;
    }

    void remove(Exchange exchange) {
        String name = held.remove(exchange);
        if (name != null) {
            counts.computeIfPresent(name, (_, waiting) -> waiting == 1 ? null : waiting - 1);
        }
    }

    /** Takes all of them out; each is to be tried again, by the newest table. */
    List<Exchange> takeAll() {
        if (held.isEmpty()) {
            return List.of();
        }
        List<Exchange> all = List.copyOf(held.keySet());
        held.clear();
        counts.clear();
        return all;
    }
}
