package dev.sampan.api;

import dev.sampan.app.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the fields of a body: each failure says which field it is about. */
final class Fields {

    private Fields() {}

    /** The value of a field that has to be there. */
    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw RefusedException.invalid("The field '%s' is missing or null".formatted(name));
        }
        return value;
    }

    /** The items of a list, none of which may be null. */
    static <T> List<T> items(String name, List<@Nullable T> list) {
        List<T> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(required("%s[%d]".formatted(name, i), list.get(i)));
        }
        return items;
    }

    /** The fields of an object whose names are free, none of which may be null. */
    static <T> Map<String, T> values(Map<String, @Nullable T> object) {
        Map<String, T> values = new LinkedHashMap<>();
        object.forEach((name, value) -> values.put(name, required(name, value)));
        return values;
    }
}
