package dev.sampan.api;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body that cannot be read, and where, without the names of our classes. */
final class UnreadableBody {

    private UnreadableBody() {}

    static String detail(@Nullable Throwable cause) {
        return switch (cause) {
            case UnrecognizedPropertyException unknown ->
                    "There is no field '%s'. There %s"
                            .formatted(
                                    path(unknown.getPath()), known(unknown.getKnownPropertyIds()));
            case MismatchedInputException mismatch when !mismatch.getPath().isEmpty() ->
                    "The field '%s' has to be %s"
                            .formatted(path(mismatch.getPath()), kind(mismatch.getTargetType()));
            case MismatchedInputException mismatch ->
                    "The body has to be %s".formatted(kind(mismatch.getTargetType()));
            case StreamReadException broken ->
                    "The body is not JSON%s: %s"
                            .formatted(place(broken), broken.getOriginalMessage());
            case JacksonException other when !other.getPath().isEmpty() ->
                    "The field '%s' cannot be read".formatted(path(other.getPath()));
            case null, default ->
                    "The body is missing or null. Send a JSON object, and say Content-Type: application/json";
        };
    }

    private static String known(@Nullable Collection<Object> names) {
        return names == null || names.isEmpty()
                ? "is none"
                : names.stream()
                        .map(name -> "'" + name + "'")
                        .sorted()
                        .collect(Collectors.joining(", ", names.size() == 1 ? "is " : "are ", ""));
    }

    private static String place(JacksonException broken) {
        return broken.getLocation() == null
                ? ""
                : " (line %d, column %d)"
                        .formatted(
                                broken.getLocation().getLineNr(),
                                broken.getLocation().getColumnNr());
    }

    private static String path(List<JacksonException.Reference> path) {
        StringBuilder text = new StringBuilder();
        for (JacksonException.Reference part : path) {
            if (part.getPropertyName() == null) {
                text.append('[').append(part.getIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(part.getPropertyName());
            }
        }
        return text.toString();
    }

    private static String kind(@Nullable Class<?> wanted) {
        if (wanted == null || Map.class.isAssignableFrom(wanted) || wanted.isRecord()) {
            return "an object";
        }
        if (Collection.class.isAssignableFrom(wanted)) {
            return "a list";
        }
        if (wanted == Boolean.class || wanted == boolean.class) {
            return "true or false";
        }
        return Number.class.isAssignableFrom(wanted) || wanted.isPrimitive()
                ? "a whole number"
                : "a text";
    }
}
