package dev.sampan.router;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads route tables one after the other, of which usually few lines differ: routes whose lines are as before are the very
 * objects from before. So a large table can be replaced while requests are served, in little time and memory.
 */
final class RouteTableReader {

    /** After so many routes that had to be read, the processor is left to requests, if there are any. */
    private static final int ROUTES_AT_ONCE = 32;

    private static final long PAUSE_NANOS = 50_000;

    private RouteTableText text = RouteTableText.NONE;
    private RouteTable table = RouteTable.EMPTY;

    /** Used in turn with the array of the text, so that each reading leaves no megabytes behind. */
    private byte[] spare = {};

    /** Reads a file; an InvalidRouteTableException says what is wrong with it. */
    RouteTable read(Path file) throws IOException {
        int length;
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            int size = Math.toIntExact(in.getChannel().size());
            byte[] bytes = spare.length < size ? new byte[size + size / 8] : spare;
            length = in.readNBytes(bytes, 0, bytes.length);
            spare = bytes;
        }
        return read(spare, length);
    }

    /** Reads the first bytes of an array, which belongs to this reader then. */
    RouteTable read(byte[] bytes, int length) {
        RouteTableText next = RouteTableText.of(bytes, length);
        if (!next.isAsWritten()) {
            table = RouteTableJson.readInAnyForm(Arrays.copyOf(bytes, length));
            text = RouteTableText.NONE;
            return table;
        }
        Map<String, Object> head = next.beforeRoutes();
        boolean sameEnd = next.endsAs(text);
        Map<String, Object> tail = sameEnd ? Map.of() : next.behindRoutes();
        table =
                new RouteTable(
                        Json.number(head, "generation"),
                        RouteTableJson.settings(head),
                        routes(next),
                        sameEnd ? table.certificates() : RouteTableJson.certificates(tail),
                        sameEnd ? table.challenges() : RouteTableJson.challenges(tail));
        spare = text.bytes();
        text = next;
        return table;
    }

    private List<Route> routes(RouteTableText next) {
        List<Route> routes = new ArrayList<>(next.routes());
        int before = 0;
        Changed changed = new Changed();
        for (int i = 0; i < next.routes(); i++) {
            if (!next.hasSameRoute(i, text, before) && next.hasSameRoute(i, text, before + 1)) {
                before++; // one was taken out
            }
            if (next.hasSameRoute(i, text, before)) {
                routes.add(table.routes().get(before++));
            } else {
                routes.add(changed.read(next, i));
                if (!next.hasSameRoute(i + 1, text, before)) {
                    before++; // else one was put in
                }
            }
        }
        return routes.equals(table.routes()) ? table.routes() : routes;
    }

    /** Reads the routes whose lines are others than before. */
    private final class Changed {

        private final Map<String, Route> known = new HashMap<>();
        private int count;

        Route read(RouteTableText next, int number) {
            Route route = RouteTableJson.routeFrom(next.route(number));
            count++;
            if (count == ROUTES_AT_ONCE) {
                table.routes().forEach(each -> known.put(each.name(), each));
            }
            if (count % ROUTES_AT_ONCE == 0 && !known.isEmpty()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            Route same = known.get(route.name());
            return same != null && route.equals(same) ? same : route;
        }
    }
}
