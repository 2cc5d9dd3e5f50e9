package dev.sampan.router;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the handlers of routes, and keeps what they count beyond one table; shared by all workers. */
final class RequestHandlers implements AutoCloseable {

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

    @Override
    public void close() {
        checks.close();
    }
}
