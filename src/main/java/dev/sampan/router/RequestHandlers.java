package dev.sampan.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the handlers of routes, and keeps what they count beyond one table; shared by all workers. */
final class RequestHandlers implements AutoCloseable {

    /** Clients that another router is told of, in 7 MiB or so; the rest begins anew there. */
    private static final int MOST_TOLD = 200_000;

    private final ConcurrentHashMap<String, RouteGuard> guards = new ConcurrentHashMap<>();
    private final PasswordChecks checks = new PasswordChecks();

    /** What a request for a route has to pass, in this order; nothing for most. */
    RequestHandler[] of(Route route) {
        RoutePolicy policy = route.policy();
        List<RequestHandler> handlers = new ArrayList<>();
        if (!policy.redirects().isEmpty()) {
            handlers.add(new RedirectHandler(policy.redirects()));
        }
        AccessRules access = policy.access();
        if (!access.denied().isEmpty() || !access.allowed().isEmpty()) {
            handlers.add(new AccessHandler(access));
        }
        if (policy.gate().mode() == Gate.Mode.MAINTENANCE) {
            handlers.add(new MaintenanceHandler(policy.gate().page()));
        }
        if (policy.limits().count()) {
            RouteGuard guard = guards.computeIfAbsent(route.name(), _ -> new RouteGuard());
            handlers.add(new LimitHandler(policy.limits(), guard));
        }
        if (!access.users().isEmpty()) {
            handlers.add(new BasicAuthHandler(route.name(), access.users(), checks));
        }
        return handlers.toArray(RequestHandler[]::new);
    }

    /** Forgets what was counted for routes that have left the table. */
    void retain(RouteIndex index) {
        guards.keySet().removeIf(name -> !index.hasRoute(name));
    }

    /** What is counted against rates now, by routes: for the router that follows. */
    Map<String, Object> rates() {
        long now = System.nanoTime();
        Map<String, Object> rates = new HashMap<>();
        int left = MOST_TOLD;
        for (Map.Entry<String, RouteGuard> entry : guards.entrySet()) {
            RouteGuard guard = entry.getValue();
            Map<String, Object> clients = guard.clients.ahead(now, left);
            long all = guard.bucket.ahead(now);
            if (all > 0 || !clients.isEmpty()) {
                rates.put(entry.getKey(), Map.of("ahead", all, "clients", clients));
                left -= clients.size();
            }
        }
        return rates;
    }

    /** Counts what a router before this one has counted. */
    void addRates(Map<String, Object> rates) {
        long now = System.nanoTime();
        for (String route : rates.keySet()) {
            Map<String, Object> counted = Json.object(rates, route);
            RouteGuard guard = guards.computeIfAbsent(route, _ -> new RouteGuard());
            guard.bucket.add(Json.number(counted, "ahead"), now);
            guard.clients.add(Json.object(counted, "clients"), now);
        }
    }

    @Override
    public void close() {
        checks.close();
    }
}
