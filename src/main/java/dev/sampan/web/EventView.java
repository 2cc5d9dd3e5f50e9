package dev.sampan.web;

import dev.sampan.metrics.LimitEvent;
import java.time.Instant;

/**
 * What a limit did, as a row.
 *
 * @param at when
 * @param process to which process
 * @param text what
 */
record EventView(Moment at, String process, String text) {

    static EventView of(LimitEvent event, Instant now) {
        return new EventView(Moment.of(event.at(), now), event.dyno(), event.text());
    }
}
