package dev.sampan.operation;

import dev.sampan.app.AppName;
import dev.sampan.metrics.LimitEvent;
import dev.sampan.metrics.LimitEvents;
import java.util.List;
import org.springframework.stereotype.Service;

/** What the limits of apps did to them. */
@Service
public final class EventOperations {

    private final Guard guard;
    private final LimitEvents events;

    EventOperations(Guard guard, LimitEvents events) {
        this.guard = guard;
        this.events = events;
    }

    /** The last events of an app, the newest first. */
    public List<LimitEvent> last(Caller caller, AppName app, int count) {
        return guard.view(caller, "resource:events", () -> events.last(app, count));
    }
}
