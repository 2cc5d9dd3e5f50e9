package dev.sampan.app;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The limits, or the reservations, that somebody set for an app or for all apps; what is not set comes from the defaults.
 *
 * @param app amounts for every process
 * @param types amounts for single process types, which go before those
 */
public record LimitSettings(
        Map<Resource, String> app, Map<ProcessType, Map<Resource, String>> types) {

    /** Nothing is set. */
    public static final LimitSettings NONE = new LimitSettings(Map.of(), Map.of());

    public LimitSettings {
        app = ordered(app);
        Map<ProcessType, Map<Resource, String>> copy = new TreeMap<>();
        types.forEach((type, amounts) -> copy.put(type, ordered(amounts)));
        types = Collections.unmodifiableMap(copy);
    }

    /** What is set for every process of the app, or for one process type of it. */
    public Map<Resource, String> at(Optional<ProcessType> type) {
        return type.map(name -> types.getOrDefault(name, Map.of())).orElse(app);
    }

    /** The amounts for a process of this type: the type's own, else those for all types, else the defaults. */
    public Map<Resource, String> over(Map<Resource, String> defaults, Optional<ProcessType> type) {
        Map<Resource, String> amounts = new EnumMap<>(Resource.class);
        amounts.putAll(defaults);
        amounts.putAll(app);
        type.ifPresent(name -> amounts.putAll(types.getOrDefault(name, Map.of())));
        return amounts;
    }

    String toJson() {
        Map<String, Map<String, String>> text = new TreeMap<>();
        text.put("", names(app));
        types.forEach((type, amounts) -> text.put(type.value(), names(amounts)));
        return JsonText.write(text);
    }

    static LimitSettings fromJson(String json) {
        Map<Resource, String> app = new EnumMap<>(Resource.class);
        Map<ProcessType, Map<Resource, String>> types = new TreeMap<>();
        JsonText.readNestedMap(json)
                .forEach(
                        (scope, names) -> {
                            if (scope.isEmpty()) {
                                app.putAll(amounts(names));
                            } else {
                                types.put(ProcessType.parse(scope), amounts(names));
                            }
                        });
        return new LimitSettings(app, types);
    }

    private static Map<String, String> names(Map<Resource, String> amounts) {
        Map<String, String> names = new TreeMap<>();
        amounts.forEach((resource, amount) -> names.put(resource.flag(), amount));
        return names;
    }

    private static Map<Resource, String> amounts(Map<String, String> names) {
        Map<Resource, String> amounts = new EnumMap<>(Resource.class);
        names.forEach((name, amount) -> amounts.put(Resource.parse(name), amount));
        return amounts;
    }

    private static Map<Resource, String> ordered(Map<Resource, String> amounts) {
        Map<Resource, String> copy = new EnumMap<>(Resource.class);
        copy.putAll(amounts);
        return Collections.unmodifiableMap(copy);
    }
}
