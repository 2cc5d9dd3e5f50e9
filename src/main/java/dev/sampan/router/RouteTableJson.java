package dev.sampan.router;

import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.InvalidAmountException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * The form of a route table in a file: `{"version":1,"crc32c":"…","table":{…}}`, the sum taken over the table's compact form. Each
 * route stands on a line of its own, so that a reader sees which ones changed.
 */
final class RouteTableJson {

    private static final long VERSION = 1;

    private RouteTableJson() {}

    static byte[] write(RouteTable table) {
        return new RouteTableWriter().write(table);
    }

    /** Reads a table; an InvalidRouteTableException says whether version, checksum or a value is wrong. */
    static RouteTable read(byte[] bytes) {
        return new RouteTableReader().read(bytes, bytes.length);
    }

    /** The same of a file that somebody laid out in another way than it is written. */
    static RouteTable readInAnyForm(byte[] bytes) {
        Map<String, Object> file = Json.read(bytes);
        long version = Json.number(file, "version");
        if (version != VERSION) {
            throw new InvalidRouteTableException("its version is %d, not 1".formatted(version));
        }
        Map<String, Object> body = Json.object(file, "table");
        if (!checksum(body).equals(Json.text(file, "crc32c"))) {
            throw new InvalidRouteTableException("its checksum does not match its content");
        }
        return new RouteTable(
                Json.number(body, "generation"),
                settings(body),
                Json.objects(body, "routes").stream().map(RouteTableJson::routeFrom).toList(),
                certificates(body),
                challenges(body));
    }

    static RouterSettings settings(Map<String, Object> body) {
        return settingsFrom(Json.object(body, "settings"));
    }

    static List<Certificate> certificates(Map<String, Object> body) {
        return optional(body, "certificates", RouteTableJson::certificateFrom);
    }

    static List<Challenge> challenges(Map<String, Object> body) {
        return optional(body, "challenges", RouteTableJson::challengeFrom);
    }

    /** What stands before the table. */
    static byte[] start(CRC32C sum) {
        return "{\"version\":%d,\"crc32c\":\"%s\",\"table\":"
                .formatted(VERSION, HexFormat.of().toHexDigits((int) sum.getValue()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What a table of an older version does not have. */
    private static <T> List<T> optional(
            Map<String, Object> body, String name, Function<Map<String, Object>, T> reader) {
        return body.containsKey(name)
                ? Json.objects(body, name).stream().map(reader).toList()
                : List.of();
    }

    static Map<String, Object> mapOf(RouterSettings s) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("headerReadMillis", s.headerRead().toMillis());
        settings.put("bodyIdleMillis", s.bodyIdle().toMillis());
        settings.put("connectMillis", s.connect().toMillis());
        settings.put("responseHeaderMillis", s.responseHeader().toMillis());
        settings.put("keepAliveMillis", s.keepAlive().toMillis());
        settings.put("tunnelIdleMillis", s.tunnelIdle().toMillis());
        settings.put("maxBodyBytes", s.maxBodyBytes());
        settings.put("maxConnections", s.maxConnections());
        if (s.maxClientConnections() > 0) {
            settings.put("maxClientConnections", s.maxClientConnections());
        }
        if (!s.trusted().equals(TrustedProxies.NONE)) {
            settings.put(
                    "trusted", s.trusted().blocks().stream().map(AddressBlock::toString).toList());
            settings.put("proxyHeader", s.trusted().header());
        }
        Map<String, Object> rates = RoutePolicyJson.rates(s.rates());
        if (!rates.isEmpty()) {
            settings.put("rates", rates);
        }
        return settings;
    }

    static Map<String, Object> mapOf(Route route) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", route.name());
        map.put("hosts", route.hosts());
        map.put("targets", route.targets().stream().map(Target::toString).toList());
        if (!route.shares().isEmpty()) {
            map.put("shares", route.shares().stream().map(RouteTableJson::mapOf).toList());
        }
        if (!route.policy().equals(RoutePolicy.DEFAULT)) {
            map.put("policy", RoutePolicyJson.mapOf(route.policy()));
        }
        if (!route.transport().equals(TransportPolicy.DEFAULT)) {
            map.put("redirect", route.transport().redirect());
            map.put("hsts", route.transport().hsts());
        }
        return map;
    }

    private static Map<String, Object> mapOf(Share share) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", share.name());
        map.put("percent", share.percent());
        map.put("targets", share.targets().stream().map(Target::toString).toList());
        return map;
    }

    private static Share shareFrom(Map<String, Object> map) {
        return new Share(
                Json.text(map, "name"),
                Math.toIntExact(Json.number(map, "percent")),
                Json.texts(map, "targets").stream().map(Target::parse).toList());
    }

    static Map<String, Object> mapOf(Certificate certificate) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", certificate.name());
        map.put("digest", certificate.digest());
        map.put("hosts", certificate.hosts());
        map.put("challenge", certificate.use() == Certificate.Use.CHALLENGE);
        return map;
    }

    static Map<String, Object> mapOf(Challenge challenge) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("host", challenge.host());
        map.put("token", challenge.token());
        map.put("answer", challenge.answer());
        return map;
    }

    static Route routeFrom(Map<String, Object> map) {
        List<Target> targets = Json.texts(map, "targets").stream().map(Target::parse).toList();
        TransportPolicy transport =
                map.containsKey("hsts")
                        ? new TransportPolicy(
                                Boolean.TRUE.equals(map.get("redirect")), Json.text(map, "hsts"))
                        : TransportPolicy.DEFAULT;
        return new Route(
                Json.text(map, "name"),
                Json.texts(map, "hosts"),
                targets,
                map.containsKey("policy")
                        ? RoutePolicyJson.read(Json.object(map, "policy"))
                        : RoutePolicy.DEFAULT,
                transport,
                optional(map, "shares", RouteTableJson::shareFrom));
    }

    private static Certificate certificateFrom(Map<String, Object> map) {
        return new Certificate(
                Json.text(map, "name"),
                Json.text(map, "digest"),
                Json.texts(map, "hosts"),
                Boolean.TRUE.equals(map.get("challenge"))
                        ? Certificate.Use.CHALLENGE
                        : Certificate.Use.SERVER);
    }

    private static Challenge challengeFrom(Map<String, Object> map) {
        return new Challenge(
                Json.text(map, "host"), Json.text(map, "token"), Json.text(map, "answer"));
    }

    private static RouterSettings settingsFrom(Map<String, Object> map) {
        return new RouterSettings(
                Duration.ofMillis(Json.number(map, "headerReadMillis")),
                Duration.ofMillis(Json.number(map, "bodyIdleMillis")),
                Duration.ofMillis(Json.number(map, "connectMillis")),
                Duration.ofMillis(Json.number(map, "responseHeaderMillis")),
                Duration.ofMillis(Json.number(map, "keepAliveMillis")),
                Duration.ofMillis(Json.number(map, "tunnelIdleMillis")),
                Json.number(map, "maxBodyBytes"),
                Math.toIntExact(Json.number(map, "maxConnections")),
                map.containsKey("maxClientConnections")
                        ? Math.toIntExact(Json.number(map, "maxClientConnections"))
                        : 0,
                map.containsKey("trusted") ? trustedFrom(map) : TrustedProxies.NONE,
                map.containsKey("rates")
                        ? RoutePolicyJson.rates(Json.object(map, "rates"))
                        : MinimumRates.DEFAULT);
    }

    private static TrustedProxies trustedFrom(Map<String, Object> map) {
        try {
            return new TrustedProxies(
                    Json.texts(map, "trusted").stream().map(AddressBlock::parse).toList(),
                    Boolean.TRUE.equals(map.get("proxyHeader")));
        } catch (InvalidAmountException e) {
            throw new InvalidRouteTableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Finds damage, not malice: whoever can write the file can route as he likes anyway. */
    private static String checksum(Map<String, Object> body) {
        CRC32C sum = new CRC32C();
        sum.update(Json.write(body));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
