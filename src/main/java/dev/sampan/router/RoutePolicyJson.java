package dev.sampan.router;

import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.InvalidAmountException;
import dev.sampan.unit.RequestRate;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The form of a route's policy in the table's file; what is as by default is left out. */
final class RoutePolicyJson {

    private RoutePolicyJson() {}

    static Map<String, Object> mapOf(RoutePolicy policy) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "limits", limits(policy.limits()));
        put(map, "timeouts", timeouts(policy.timeouts()));
        put(map, "access", access(policy.access()));
        put(map, "gate", gate(policy.gate()));
        put(map, "balance", BalanceJson.mapOf(policy.balance()));
        if (!policy.redirects().isEmpty()) {
            map.put(
                    "redirects",
                    policy.redirects().stream()
                            .map(r -> Map.of("from", r.from(), "to", r.to(), "status", r.status()))
                            .map(TreeMap::new)
                            .toList());
        }
        if (!policy.paths().isEmpty()) {
            map.put(
                    "paths",
                    policy.paths().stream()
                            .map(p -> new TreeMap<>(Map.of("prefix", p.prefix(), "to", p.route())))
                            .toList());
        }
        if (!policy.ports().isEmpty()) {
            map.put("ports", policy.ports().stream().map(RoutePolicyJson::mapOf).toList());
        }
        if (!policy.pages().isEmpty()) {
            map.put("pages", new TreeMap<>(policy.pages()));
        }
        return map;
    }

    /** Reads a policy; an InvalidRouteTableException says what is wrong with it. */
    static RoutePolicy read(Map<String, Object> map) {
        try {
            return new RoutePolicy(
                    limits(part(map, "limits")),
                    timeouts(part(map, "timeouts")),
                    access(part(map, "access")),
                    gate(part(map, "gate")),
                    BalanceJson.read(part(map, "balance")),
                    parts(map, "redirects").stream().map(RoutePolicyJson::redirect).toList(),
                    parts(map, "paths").stream().map(RoutePolicyJson::path).toList(),
                    parts(map, "ports").stream().map(RoutePolicyJson::port).toList(),
                    pages(part(map, "pages")));
        } catch (InvalidAmountException | ArithmeticException e) {
            throw new InvalidRouteTableException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, Object> limits(RequestLimits limits) {
        RequestLimits none = RequestLimits.DEFAULT;
        Map<String, Object> map = new LinkedHashMap<>();
        if (limits.maxBodyBytes() != none.maxBodyBytes()) {
            map.put("maxBodyBytes", limits.maxBodyBytes());
        }
        limits.rate().ifPresent(rate -> map.put("rate", rate.toString()));
        limits.clientRate().ifPresent(rate -> map.put("clientRate", rate.toString()));
        if (limits.maxRequests() > 0) {
            map.put("maxRequests", limits.maxRequests());
        }
        if (limits.maxClientRequests() > 0) {
            map.put("maxClientRequests", limits.maxClientRequests());
        }
        return map;
    }

    private static RequestLimits limits(Map<String, Object> map) {
        RequestLimits none = RequestLimits.DEFAULT;
        return new RequestLimits(
                number(map, "maxBodyBytes", none.maxBodyBytes()),
                text(map, "rate").map(RequestRate::parse),
                text(map, "clientRate").map(RequestRate::parse),
                Math.toIntExact(number(map, "maxRequests", 0)),
                Math.toIntExact(number(map, "maxClientRequests", 0)));
    }

    private static Map<String, Object> timeouts(RouteTimeouts timeouts) {
        Map<String, Object> map = new LinkedHashMap<>();
        timeouts.connect().ifPresent(value -> map.put("connectMillis", value.toMillis()));
        timeouts.read().ifPresent(value -> map.put("readMillis", value.toMillis()));
        timeouts.body().ifPresent(value -> map.put("bodyMillis", value.toMillis()));
        return map;
    }

    private static RouteTimeouts timeouts(Map<String, Object> map) {
        return new RouteTimeouts(
                millis(map, "connectMillis"), millis(map, "readMillis"), millis(map, "bodyMillis"));
    }

    private static Map<String, Object> access(AccessRules access) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!access.denied().isEmpty()) {
            map.put("denied", access.denied().stream().map(AddressBlock::toString).toList());
        }
        if (!access.allowed().isEmpty()) {
            map.put("allowed", access.allowed().stream().map(AddressBlock::toString).toList());
        }
        if (!access.users().isEmpty()) {
            map.put("users", new TreeMap<>(access.users()));
        }
        return map;
    }

    private static AccessRules access(Map<String, Object> map) {
        Map<String, String> users = new TreeMap<>();
        Map<String, Object> found = part(map, "users");
        found.keySet().forEach(name -> users.put(name, Json.text(found, name)));
        return new AccessRules(blocks(map, "denied"), blocks(map, "allowed"), users);
    }

    private static List<AddressBlock> blocks(Map<String, Object> map, String name) {
        return map.containsKey(name)
                ? Json.texts(map, name).stream().map(AddressBlock::parse).toList()
                : List.of();
    }

    private static Map<String, Object> gate(Gate gate) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (gate.mode() != Gate.Mode.OPEN) {
            map.put("mode", gate.mode().name());
            map.put("holdMillis", gate.hold().toMillis());
            map.put("waiting", gate.waiting());
            String page = gate.page();
            if (page != null) {
                map.put("page", page);
            }
        }
        return map;
    }

    private static Gate gate(Map<String, Object> map) {
        if (map.isEmpty()) {
            return Gate.OPEN;
        }
        return new Gate(
                constant(Gate.Mode.class, Json.text(map, "mode")),
                Duration.ofMillis(Json.number(map, "holdMillis")),
                Math.toIntExact(Json.number(map, "waiting")),
                textOrNull(map, "page"));
    }

    private static Redirect redirect(Map<String, Object> map) {
        return new Redirect(
                Json.text(map, "from"),
                Json.text(map, "to"),
                Math.toIntExact(Json.number(map, "status")));
    }

    private static PathRoute path(Map<String, Object> map) {
        return new PathRoute(Json.text(map, "prefix"), Json.text(map, "to"));
    }

    private static Map<String, Object> mapOf(PortMap port) {
        Map<String, Object> map = new TreeMap<>();
        map.put("kind", port.kind().name());
        map.put("port", port.port());
        map.put("target", port.targetPort());
        map.put("header", port.header().name());
        return map;
    }

    private static PortMap port(Map<String, Object> map) {
        return new PortMap(
                constant(PortMap.Kind.class, Json.text(map, "kind")),
                Math.toIntExact(Json.number(map, "port")),
                Math.toIntExact(Json.number(map, "target")),
                constant(PortMap.ProxyHeader.class, Json.text(map, "header")));
    }

    static <E extends Enum<E>> E constant(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new InvalidRouteTableException(
                "'%s' is none of %s".formatted(name, List.of(type.getEnumConstants())));
    }

    private static Map<Integer, String> pages(Map<String, Object> map) {
        Map<Integer, String> pages = new TreeMap<>();
        for (String status : map.keySet()) {
            if (!status.matches("\\d{3}")) {
                throw new InvalidRouteTableException("'%s' is not a status".formatted(status));
            }
            pages.put(Integer.parseInt(status), Json.text(map, status));
        }
        return pages;
    }

    private static void put(Map<String, Object> map, String name, Map<String, Object> part) {
        if (!part.isEmpty()) {
            map.put(name, part);
        }
    }

    private static Map<String, Object> part(Map<String, Object> map, String name) {
        return map.containsKey(name) ? Json.object(map, name) : Map.of();
    }

    private static List<Map<String, Object>> parts(Map<String, Object> map, String name) {
        return map.containsKey(name) ? Json.objects(map, name) : List.of();
    }

    private static long number(Map<String, Object> map, String name, long absent) {
        return map.containsKey(name) ? Json.number(map, name) : absent;
    }

    private static Optional<Duration> millis(Map<String, Object> map, String name) {
        return map.containsKey(name)
                ? Optional.of(Duration.ofMillis(Json.number(map, name)))
                : Optional.empty();
    }

    private static Optional<String> text(Map<String, Object> map, String name) {
        return map.containsKey(name) ? Optional.of(Json.text(map, name)) : Optional.empty();
    }

    private static @Nullable String textOrNull(Map<String, Object> map, String name) {
        return text(map, name).orElse(null);
    }
}
