package dev.sampan.router;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** JSON as maps, lists, strings, longs and booleans, by the streaming reader alone so that a cold start stays short. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static byte[] write(Map<String, ?> object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            writeValue(out, object);
        }
        return bytes.toByteArray();
    }

    private static void writeValue(JsonGenerator out, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach(
                        (name, part) -> {
                            out.writeName(String.valueOf(name));
                            writeValue(out, part);
                        });
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                list.forEach(part -> writeValue(out, part));
                out.writeEndArray();
            }
            case Number number -> out.writeNumber(number.longValue());
            case Boolean truth -> out.writeBoolean(truth);
            default -> out.writeString(value.toString());
        }
    }

    /** Reads one JSON object; an InvalidRouteTableException says why the bytes are none. */
    static Map<String, Object> read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    /** The same out of a larger text. */
    static Map<String, Object> read(byte[] bytes, int start, int length) {
        try (JsonParser in =
                FACTORY.createParser(ObjectReadContext.empty(), bytes, start, length)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidRouteTableException("it is not a JSON object");
            }
            Map<String, Object> object = readObject(in);
            if (in.nextToken() != null) {
                throw new InvalidRouteTableException("something follows after its end");
            }
            return object;
        } catch (JacksonException e) {
            throw new InvalidRouteTableException(
                    "it is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> readObject(JsonParser in) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            object.put(name, readValue(in, in.nextToken()));
        }
        return object;
    }

    private static Object readValue(JsonParser in, @Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> readObject(in);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (JsonToken next = in.nextToken();
                        next != JsonToken.END_ARRAY;
                        next = in.nextToken()) {
                    list.add(readValue(in, next));
                }
                yield list;
            }
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default ->
                    throw new InvalidRouteTableException("it holds an unexpected " + token);
        };
    }

    static long number(Map<String, Object> object, String name) {
        if (object.get(name) instanceof Long value) {
            return value;
        }
        throw new InvalidRouteTableException("'%s' is missing or not a number".formatted(name));
    }

    static String text(Map<String, Object> object, String name) {
        if (object.get(name) instanceof String value) {
            return value;
        }
        throw new InvalidRouteTableException("'%s' is missing or not a text".formatted(name));
    }

    static List<String> texts(Map<String, Object> object, String name) {
        if (object.get(name) instanceof List<?> list
                && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new InvalidRouteTableException("'%s' is missing or no list of texts".formatted(name));
    }

    static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        if (!(object.get(name) instanceof List<?> list)) {
            throw new InvalidRouteTableException("'%s' is missing or not a list".formatted(name));
        }
        return list.stream().map(part -> asObject(name, part)).toList();
    }

    static Map<String, Object> object(Map<String, Object> object, String name) {
        return asObject(name, object.get(name));
    }

    private static Map<String, Object> asObject(String name, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new InvalidRouteTableException(
                    "'%s' is missing or not an object".formatted(name));
        }
        @SuppressWarnings("unchecked") // all maps here are those of readObject
        Map<String, Object> typed = (Map<String, Object>) map;
        return typed;
    }
}
