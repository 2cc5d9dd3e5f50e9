package dev.sampan.router;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The form of what chooses among targets in the table's file; what is as by default is left out. */
final class BalanceJson {

    private BalanceJson() {}

    static Map<String, Object> mapOf(Balance balance) {
        Map<String, Object> map = new LinkedHashMap<>();
        String secret = balance.stickySecret();
        if (secret != null) {
            map.put("stickySecret", secret);
        }
        if (!balance.retried().equals(Balance.DEFAULT.retried())) {
            map.put("retried", List.copyOf(new TreeSet<>(balance.retried())));
        }
        TargetCheck check = balance.check();
        if (check != null) {
            map.put("check", mapOf(check));
        }
        return map;
    }

    static Balance read(Map<String, Object> map) {
        return new Balance(
                map.containsKey("stickySecret") ? Json.text(map, "stickySecret") : null,
                map.containsKey("retried")
                        ? Set.copyOf(Json.texts(map, "retried"))
                        : Balance.DEFAULT.retried(),
                check(map));
    }

    private static Map<String, Object> mapOf(TargetCheck check) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", check.kind().name());
        map.put("path", check.path());
        map.put("host", check.host());
        map.put("intervalMillis", check.interval().toMillis());
        map.put("timeoutMillis", check.timeout().toMillis());
        map.put("unhealthy", check.unhealthy());
        map.put("healthy", check.healthy());
        return map;
    }

    private static @Nullable TargetCheck check(Map<String, Object> balance) {
        if (!balance.containsKey("check")) {
            return null;
        }
        Map<String, Object> map = Json.object(balance, "check");
        return new TargetCheck(
                RoutePolicyJson.constant(TargetCheck.Kind.class, Json.text(map, "kind")),
                Json.text(map, "path"),
                Json.text(map, "host"),
                Duration.ofMillis(Json.number(map, "intervalMillis")),
                Duration.ofMillis(Json.number(map, "timeoutMillis")),
                Math.toIntExact(Json.number(map, "unhealthy")),
                Math.toIntExact(Json.number(map, "healthy")));
    }
}
