package dev.sampan.router;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What the checks of all targets came to, for all workers. */
final class TargetStates {

    private final Map<Target, TargetState> states = new ConcurrentHashMap<>();

    TargetState of(Target target) {
        return states.computeIfAbsent(target, _ -> new TargetState());
    }

    /** Forgets the targets that have left the table, so that one that comes back is new. */
    void retain(RouteIndex index) {
        states.keySet().removeIf(target -> !index.hasTarget(target));
    }

    /** The targets that are out, and why. */
    Map<Target, String> out() {
        Map<Target, String> out = new TreeMap<>(Comparator.comparing(Target::toString));
        states.forEach(
                (target, state) -> {
                    String reason = state.reason();
                    if (reason != null) {
                        out.put(target, reason);
                    }
                });
        return out;
    }
}
