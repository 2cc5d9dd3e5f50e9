package dev.sampan.metrics;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A process that waited, and who took what it waited for.
 *
 * @param app whose process it is; {@code sampan} for what is built for all apps
 * @param process which: {@code web.1}
 * @param shortage what it waited for
 * @param waited the part of the time in which it waited, 0 to 1
 * @param takers who took most of it, the greediest first; nobody when its own limit made it wait
 */
public record Slowdown(
        String app, String process, Shortage shortage, double waited, List<Taker> takers) {

    public Slowdown {
        takers = List.copyOf(takers);
    }

    /** {@code 45 %}. */
    public String waitedText() {
        return "%.0f %%".formatted(waited * 100);
    }

    /** {@code shop web.1 took 88 %, blog build took 9 %}. */
    public String takersText() {
        return takers.isEmpty()
                ? "its own limit made it wait"
                : takers.stream().map(Taker::text).collect(Collectors.joining(", "));
    }

    /** {@code blog web.1 waited 45 % of the time for a processor: shop web.1 took 88 %}. */
    public String text() {
        return "%s %s waited %s of the time for %s: %s"
                .formatted(app, process, waitedText(), shortage.thing(), takersText());
    }
}
