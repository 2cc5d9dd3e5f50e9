package dev.sampan.metrics;

import dev.sampan.app.AppName;
import dev.sampan.metrics.LimitEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the begin of something that goes on for a while, and not each time that it is seen meanwhile. */
final class Episodes {

    /** What these say instead of a limit is how long something waited, which is never the same. */
    private static final Set<Kind> PRESSURES =
            EnumSet.of(Kind.CPU_PRESSURE, Kind.DISK_PRESSURE, Kind.MEMORY_PRESSURE);

    private final Duration quietAfter;
    private final Map<Subject, Instant> lastSeen = new ConcurrentHashMap<>();

    private record Subject(AppName app, String dyno, Kind kind, String limit) {}

    Episodes(Duration quietAfter) {
        this.quietAfter = quietAfter;
    }

    /** Whether this is the first of its kind after a time of quiet; another limit is another thing. */
    boolean begins(AppName app, String dyno, InstanceWatch.Hit hit, Instant now) {
        String limit = PRESSURES.contains(hit.kind()) ? "" : hit.limit();
        Instant before = lastSeen.put(new Subject(app, dyno, hit.kind(), limit), now);
        return before == null || before.plus(quietAfter).isBefore(now);
    }

    /** Forgets what is long over. */
    void tidy(Instant now) {
        lastSeen.values().removeIf(seen -> seen.plus(quietAfter).isBefore(now));
    }
}
