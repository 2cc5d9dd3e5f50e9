package dev.sampan.build;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** The line on which each value of a JSON text begins. */
final class AppJsonLines {

    private final Map<String, Integer> lines;

    private AppJsonLines(Map<String, Integer> lines) {
        this.lines = lines;
    }

    /** Reads a text up to its end, or to where it is no JSON any more. */
    static AppJsonLines of(String text, JsonMapper mapper) {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = mapper.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
                    lines.putIfAbsent(
                            parser.streamReadContext().pathAsPointer().toString(),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        } catch (JacksonException e) {
            return new AppJsonLines(lines);
        }
        return new AppJsonLines(lines);
    }

    /** Where a value is, as messages write it: `healthchecks.web[0].port`. */
    static String place(List<JacksonException.Reference> path) {
        StringBuilder place = new StringBuilder();
        for (JacksonException.Reference part : path) {
            if (part.getPropertyName() == null) {
                place.append('[').append(part.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(part.getPropertyName());
            }
        }
        return place.toString();
    }

    /**
     * The line of a value.
     *
     * @param place where it is, as messages write it: `healthchecks.web[0].port`; when there is no such value, the line of
     *     what holds it
     */
    OptionalInt find(String place) {
        String pointer = "/" + place.replace(".", "/").replace("[", "/").replace("]", "");
        while (!pointer.isEmpty()) {
            Integer line = lines.get(pointer);
            if (line != null) {
                return OptionalInt.of(line);
            }
            pointer = pointer.substring(0, pointer.lastIndexOf('/'));
        }
        return OptionalInt.empty();
    }
}
