package dev.sampan.router;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a router gets from the one before it.
 *
 * @param sockets that are open already
 * @param tickets keys of session tickets, by certificate
 * @param rotation until they are to be replaced
 */
record Inheritance(InheritedSockets sockets, Map<String, List<String>> tickets, Duration rotation) {

    /** As long as a new key of tickets is used for new tickets. */
    static final Duration ROTATION = Duration.ofHours(12);

    Inheritance {
        tickets = Map.copyOf(tickets);
    }

    /** What a router has that follows none. */
    static Inheritance of(InheritedSockets sockets) {
        return new Inheritance(sockets, Map.of(), ROTATION);
    }

    /** Reads what {@link #describe} wrote; the sockets come one by one after it. */
    static Inheritance read(Map<String, Object> message) {
        Map<String, Object> keys = Json.object(message, "tickets");
        Map<String, List<String>> tickets = new LinkedHashMap<>();
        keys.keySet().forEach(name -> tickets.put(name, Json.texts(keys, name)));
        Duration rotation = Duration.ofMillis(Json.number(message, "rotationMillis"));
        return new Inheritance(new InheritedSockets(), tickets, rotation);
    }

    /**
     * What a router says that has it to give.
     *
     * @param sockets their names, in the order in which they are sent
     */
    static Map<String, Object> describe(
            List<String> sockets, Map<String, List<String>> tickets, Duration rotation) {
        return Map.of(
                "sockets",
                sockets,
                "tickets",
                tickets,
                "rotationMillis",
                Math.max(0, rotation.toMillis()));
    }
}
