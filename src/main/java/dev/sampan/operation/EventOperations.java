package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.metrics.LimitEvent;
import dev.sampan.metrics.LimitEvents;
import dev.sampan.metrics.Slowdown;
import dev.sampan.metrics.Slowdowns;
import java.util.List;
import org.springframework.stereotype.Service;

/** What the limits of apps did to them, and what their neighbours did. */
@Service
public final class EventOperations {

    /** No more are kept of an app. */
    private static final int MOST = 200;

    private final Guard guard;
    private final LimitEvents events;
    private final Slowdowns slowdowns;

    EventOperations(Guard guard, LimitEvents events, Slowdowns slowdowns) {
        this.guard = guard;
        this.events = events;
        this.slowdowns = slowdowns;
    }

    /** The last events of an app, the newest first. */
    public List<LimitEvent> last(Caller caller, AppName app, int count) {
        return guard.view(
                caller,
                app,
                "resource:events",
                () -> {
                    if (count < 1 || count > MOST) {
                        throw RefusedException.invalid(
                                "The number of events must be from 1 to %d, got %d"
                                        .formatted(MOST, count));
                    }
                    return events.last(app, count);
                });
    }

    /** Who was slowed down in the last minute, and by whom, the slowest first. */
    public List<Slowdown> slowdowns(Caller caller) {
        return guard.view(
                caller, Guard.PLATFORM, Permission.VIEW, "resource:neighbours", slowdowns::lately);
    }

    /** When any app was slowed down, the newest first. */
    public List<LimitEvent> lastSlowdowns(Caller caller, int count) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                Permission.VIEW,
                "resource:neighbours",
                () -> events.lastSlowdowns(count));
    }
}
