package dev.sampan.metrics;

import dev.sampan.app.AppName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the begin of something that goes on for a while, and not each time that it is seen meanwhile. */
final class Episodes {

    private final Duration quietAfter;
    private final Map<Subject, Instant> lastSeen = new ConcurrentHashMap<>();

    private record Subject(AppName app, String dyno, LimitEvent.Kind kind) {}

    Episodes(Duration quietAfter) {
        this.quietAfter = quietAfter;
    }

    /** Whether this is the first of its kind after a time of quiet. */
    boolean begins(AppName app, String dyno, LimitEvent.Kind kind, Instant now) {
        Instant before = lastSeen.put(new Subject(app, dyno, kind), now);
        return before == null || before.plus(quietAfter).isBefore(now);
    }

    /** Forgets what is long over. */
    void tidy(Instant now) {
        lastSeen.values().removeIf(seen -> seen.plus(quietAfter).isBefore(now));
    }
}
