package dev.sampan.web;

import dev.sampan.metrics.LimitEvent;
import dev.sampan.operation.Caller;
import dev.sampan.operation.EventOperations;
import java.time.Instant;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Who slowed whom: now, and lately. */
@Controller
final class NeighboursPage {

    private static final int EVENTS_SHOWN = 50;

    private final EventOperations events;

    NeighboursPage(EventOperations events) {
        this.events = events;
    }

    /**
     * A time when an app was slowed down.
     *
     * @param app which app
     * @param event what happened
     */
    record Past(String app, EventView event) {

        static Past of(LimitEvent event, Instant now) {
            return new Past(event.app().value(), EventView.of(event, now));
        }
    }

    @GetMapping("/neighbours")
    String list(Caller caller, Model model) {
        Instant now = Instant.now();
        model.addAttribute("slowdowns", events.slowdowns(caller));
        model.addAttribute(
                "past",
                events.lastSlowdowns(caller, EVENTS_SHOWN).stream()
                        .map(event -> Past.of(event, now))
                        .toList());
        return "neighbours";
    }
}
