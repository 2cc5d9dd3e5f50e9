package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.metrics.LimitEvent;
import dev.sampan.operation.Caller;
import dev.sampan.operation.EventOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the limits of an app did to it. */
@RestController
class EventsApi {

    private final EventOperations events;

    EventsApi(EventOperations events) {
        this.events = events;
    }

    /** One event. */
    record EventView(
            Instant at, String process, String resource, String limit, String use, String text) {

        static EventView of(LimitEvent event) {
            return new EventView(
                    event.at(),
                    event.dyno(),
                    event.kind().resource(),
                    event.limit(),
                    event.use(),
                    event.text());
        }
    }

    @GetMapping("/api/v1/apps/{app}/events")
    @Operation(summary = "What the limits of an app did to it, the newest first")
    List<EventView> list(
            Caller caller, @PathVariable String app, @RequestParam(defaultValue = "50") int count) {
        return events.last(caller, AppName.parse(app), count).stream().map(EventView::of).toList();
    }
}
