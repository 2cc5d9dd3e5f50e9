package dev.sampan.router;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What routers counted that this one followed and that have ended since. */
final class PastCounts {

    private @Nullable RouterStats past;

    synchronized void add(RouterStats totals) {
        RouterStats known = past;
        past = known == null ? totals : known.plus(totals);
    }

    /** Forgets routes that have left the table. */
    synchronized void retain(RouteIndex index) {
        RouterStats known = past;
        if (known != null) {
            Map<String, RouteTotals> routes = new HashMap<>(known.routes());
            routes.keySet().removeIf(name -> !index.hasRoute(name));
            past = known.withRoutes(routes);
        }
    }

    synchronized RouterStats addedTo(RouterStats own) {
        RouterStats known = past;
        return known == null ? own : own.plus(known);
    }
}
