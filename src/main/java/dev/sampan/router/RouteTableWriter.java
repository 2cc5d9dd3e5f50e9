package dev.sampan.router;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes route tables one after the other; what it wrote of a route that did not change since is written again as it is. */
final class RouteTableWriter {

    private Map<String, Line> lines = new HashMap<>();

    /** A route and its line, without an end. */
    @SuppressWarnings("ArrayRecordComponent") // lines are never compared
    private record Line(Route route, byte[] text) {}

    /** The whole file. */
    byte[] write(RouteTable table) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CRC32C sum = new CRC32C();
        out.writeBytes(RouteTableJson.start(sum));
        add(out, sum, beforeRoutes(table));
        out.write('\n');
        Map<String, Line> written = HashMap.newHashMap(table.routes().size());
        for (Route route : table.routes()) {
            if (!written.isEmpty()) {
                add(out, sum, new byte[] {','});
                out.write('\n');
            }
            Line line = lineOf(route);
            written.put(route.name(), line);
            add(out, sum, line.text());
        }
        if (!written.isEmpty()) {
            out.write('\n');
        }
        lines = written;
        add(out, sum, behindRoutes(table));
        out.write('}');
        byte[] bytes = out.toByteArray();
        byte[] start = RouteTableJson.start(sum);
        System.arraycopy(start, 0, bytes, 0, start.length);
        return bytes;
    }

    private static void add(ByteArrayOutputStream out, CRC32C sum, byte[] text) {
        out.writeBytes(text);
        sum.update(text);
    }

    private Line lineOf(Route route) {
        Line known = lines.get(route.name());
        return known != null && known.route().equals(route)
                ? known
                : new Line(route, Json.write(RouteTableJson.mapOf(route)));
    }

    private static byte[] beforeRoutes(RouteTable table) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("generation", table.generation());
        head.put("settings", RouteTableJson.mapOf(table.settings()));
        head.put("routes", List.of());
        byte[] text = Json.write(head);
        return java.util.Arrays.copyOf(text, text.length - RouteTableText.NO_ROUTES_END.length());
    }

    private static byte[] behindRoutes(RouteTable table) {
        Map<String, Object> tail = new LinkedHashMap<>();
        tail.put("routes", List.of());
        tail.put("certificates", table.certificates().stream().map(RouteTableJson::mapOf).toList());
        tail.put("challenges", table.challenges().stream().map(RouteTableJson::mapOf).toList());
        byte[] text = Json.write(tail);
        return java.util.Arrays.copyOfRange(
                text, RouteTableText.NO_ROUTES_START.length(), text.length);
    }
}
