package dev.sampan.router;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;

/** The text of a route table in the form in which one is written: a first line, one for each route, a last line. */
final class RouteTableText {

    /** What a table without routes has where they would stand. */
    static final String NO_ROUTES_START = "{\"routes\":[";

    static final String NO_ROUTES_END = "]}";

    static final RouteTableText NONE = new RouteTableText(new byte[0], 0, new int[0]);

    private static final int START = RouteTableJson.start(new CRC32C()).length;

    private final byte[] bytes;
    private final int length;

    /** Where each line ends, without its line feed. */
    private final int[] ends;

    private RouteTableText(byte[] bytes, int length, int[] ends) {
        this.bytes = bytes;
        this.length = length;
        this.ends = ends;
    }

    /** The first bytes of an array, which is not to be changed. */
    static RouteTableText of(byte[] bytes, int length) {
        int lines = 1;
        for (int i = 0; i < length; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        int[] ends = new int[lines];
        int line = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                ends[line++] = i;
            }
        }
        ends[line] = length;
        return new RouteTableText(bytes, length, ends);
    }

    /**
     * Whether it has exactly that form, and its sum is right, so that the table need not be written again to be checked. A large
     * table is read while requests are served, from the same small heap.
     */
    boolean isAsWritten() {
        if (ends.length < 2 || ends[0] <= START || bytes[length - 1] != '}') {
            return false;
        }
        CRC32C sum = new CRC32C();
        for (int line = 0; line < ends.length; line++) {
            int from = line == 0 ? START : start(line);
            int to = line == ends.length - 1 ? length - 1 : ends[line];
            sum.update(bytes, from, Math.max(0, to - from));
        }
        byte[] start = RouteTableJson.start(sum);
        return Arrays.equals(bytes, 0, START, start, 0, START)
                && bytes[ends[0] - 1] == '['
                && bytes[start(ends.length - 1)] == ']';
    }

    int routes() {
        return Math.max(0, ends.length - 2);
    }

    private int start(int line) {
        return line == 0 ? 0 : ends[line - 1] + 1;
    }

    /** Whether a route stands there as one in another text. */
    boolean hasSameRoute(int route, RouteTableText other, int otherRoute) {
        return route < routes()
                && otherRoute < other.routes()
                && hasSame(route + 1, other, otherRoute + 1);
    }

    /** Whether all is the same that follows the routes. */
    boolean endsAs(RouteTableText other) {
        return other.ends.length > 0 && hasSame(ends.length - 1, other, other.ends.length - 1);
    }

    private boolean hasSame(int line, RouteTableText other, int otherLine) {
        return Arrays.equals(
                bytes,
                start(line),
                ends[line],
                other.bytes,
                other.start(otherLine),
                other.ends[otherLine]);
    }

    Map<String, Object> route(int route) {
        int from = start(route + 1);
        int to = ends[route + 1];
        int comma = to > from && bytes[to - 1] == ',' ? 1 : 0;
        return Json.read(bytes, from, to - from - comma);
    }

    /** The table without routes and what follows them. */
    Map<String, Object> beforeRoutes() {
        return Json.read(
                (new String(bytes, START, ends[0] - START, StandardCharsets.UTF_8) + NO_ROUTES_END)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** What follows the routes. */
    Map<String, Object> behindRoutes() {
        int from = start(ends.length - 1);
        String tail = new String(bytes, from, length - 1 - from, StandardCharsets.UTF_8);
        return Json.read((NO_ROUTES_START + tail).getBytes(StandardCharsets.UTF_8));
    }

    /** The array that it lies in, for another text when this one is not needed any more. */
    byte[] bytes() {
        return bytes;
    }
}
