package dev.sampan.scheduler;

import dev.sampan.router.RouterControl;
import dev.sampan.router.RouterUnavailableException;
import dev.sampan.router.Target;

import java.time.Duration;
import java.util.Map;

/** The targets that do not pass the router's checks, asked for once a second at most however many apps are looked at. */
final class LeftOut {

    private static final Duration KEPT = Duration.ofSeconds(1);

    private final RouterControl control;
    private Map<Target, String> last = Map.of();
    private long until = System.nanoTime();

    LeftOut(RouterControl control) {
        this.control = control;
    }

    /** Those of now, and why; none when there is no router. */
    synchronized Map<Target, String> now() {
        if (System.nanoTime() - until >= 0) {
            try {
                last = control.stats().out();
            } catch (RouterUnavailableException e) {
                last = Map.of();
            }
            until = System.nanoTime() + KEPT.toNanos();
        }
        return last;
    }
}
