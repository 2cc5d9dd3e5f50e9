package dev.sampan.app;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;

/** Maps as JSON text, the form in which a release keeps what it was made of. */
final class JsonText {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonText() {}

    static String write(Map<String, ?> map) {
        return MAPPER.writeValueAsString(map);
    }

    static String write(List<?> list) {
        return MAPPER.writeValueAsString(list);
    }

    static List<CronTask> readCronTasks(String text) {
        return MAPPER.readValue(text, new TypeReference<>() {});
    }

    static Map<String, List<HealthCheck>> readHealthChecks(String text) {
        return MAPPER.readValue(text, new TypeReference<>() {});
    }

    static Map<String, String> readMap(String text) {
        return MAPPER.readValue(text, new TypeReference<>() {});
    }

    static Map<String, Map<String, String>> readNestedMap(String text) {
        return MAPPER.readValue(text, new TypeReference<>() {});
    }
}
