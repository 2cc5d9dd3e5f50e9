package dev.sampan.metrics;

import dev.sampan.app.AppName;
import dev.sampan.logs.LogFiles;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Says what happened to a process, once for each time that it goes on: in the app's log and as an event. */
@Component
final class EventTeller {

    private static final Logger log = LoggerFactory.getLogger(EventTeller.class);

    private final LimitEvents events;
    private final LogFiles logs;
    private final Episodes episodes;

    EventTeller(LimitEvents events, LogFiles logs, MetricsProperties properties) {
        this.events = events;
        this.logs = logs;
        this.episodes = new Episodes(properties.quietAfter());
    }

    void tell(AppName app, String dyno, InstanceWatch.Hit hit) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        if (!episodes.begins(app, dyno, hit, now)) {
            return;
        }
        LimitEvent event = new LimitEvent(app, dyno, hit.kind(), now, hit.limit(), hit.use());
        log.info("Limit reached: app={} dyno={} kind={} use={}", app, dyno, hit.kind(), hit.use());
        logs.say(app, dyno, event.text());
        events.add(event);
    }

    /** Forgets what is long over. */
    void tidy() {
        episodes.tidy(Instant.now());
    }
}
