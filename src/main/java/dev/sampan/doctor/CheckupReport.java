package dev.sampan.doctor;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The results of a checkup, for people and for programs. */
record CheckupReport(List<CheckResult> results) {

    CheckupReport {
        results = List.copyOf(results);
    }

    /** Whether nothing failed; warnings are well enough. */
    boolean passed() {
        return results.stream().noneMatch(r -> r.finding().state() == Finding.State.FAIL);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (CheckResult result : results) {
            text.append(
                    "%-5s %-18s %s%n"
                            .formatted(result.state(), result.name(), result.finding().found()));
            if (!result.finding().advice().isEmpty()) {
                text.append("%25s%s%n".formatted("→ ", result.finding().advice()));
            }
        }
        return text.toString();
    }

    String json() {
        List<Map<String, String>> checks =
                results.stream()
                        .map(
                                r ->
                                        Map.of(
                                                "name", r.name(),
                                                "state", r.state(),
                                                "found", r.finding().found(),
                                                "advice", r.finding().advice()))
                        .toList();
        return JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of("passed", passed(), "checks", checks));
    }
}
