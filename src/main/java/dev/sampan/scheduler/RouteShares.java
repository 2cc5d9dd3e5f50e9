package dev.sampan.scheduler;

import dev.sampan.app.Split;
import dev.sampan.router.Route;
import dev.sampan.router.Share;
import dev.sampan.router.Target;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** The targets of an app as its route has them: all alike, or in the shares of the releases that serve. */
final class RouteShares {

    private RouteShares() {}

    /**
     * A route with its targets.
     *
     * @param split what is wanted; null when one release serves alone
     * @param targets by the number of their release
     */
    static Route of(Route route, @Nullable Split split, Map<Integer, List<Target>> targets) {
        if (split == null) {
            return route.withTargets(targets.values().stream().flatMap(List::stream).toList());
        }
        return route.withShares(
                split.shares().stream()
                        .map(
                                share ->
                                        new Share(
                                                share.version(),
                                                share.percent(),
                                                targets.getOrDefault(share.release(), List.of())))
                        .toList());
    }
}
