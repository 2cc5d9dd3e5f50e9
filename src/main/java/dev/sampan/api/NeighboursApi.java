package dev.sampan.api;

import dev.sampan.metrics.Slowdown;
import dev.sampan.metrics.Taker;
import dev.sampan.operation.Caller;
import dev.sampan.operation.EventOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who slowed whom. */
@RestController
class NeighboursApi {

    private final EventOperations events;

    NeighboursApi(EventOperations events) {
        this.events = events;
    }

    /** One process that waited; {@code waited} is a part of the time, {@code takers[].share} of what all took. */
    record SlowdownView(
            String app,
            String process,
            String resource,
            double waited,
            List<Taker> takers,
            String text) {

        static SlowdownView of(Slowdown slow) {
            return new SlowdownView(
                    slow.app(),
                    slow.process(),
                    slow.shortage().resource(),
                    slow.waited(),
                    slow.takers(),
                    slow.text());
        }
    }

    @GetMapping("/api/v1/neighbours")
    @Operation(summary = "Who was slowed down in the last minute, and by whom, the slowest first")
    List<SlowdownView> list(Caller caller) {
        return events.slowdowns(caller).stream().map(SlowdownView::of).toList();
    }
}
