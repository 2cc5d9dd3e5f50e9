package dev.sampan.router;

import java.util.regex.Pattern;

/**
 * A path below which another route answers, itself included: `/api` stands for `/api` and `/api/…`, not for `/apis`.
 *
 * @param prefix begins with a slash and does not end with one
 * @param route the name of the other route
 */
public record PathRoute(String prefix, String route) {

    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@-]+)+");

    /** A segment `.` or `..`, parameters aside. */
    private static final Pattern DOTS = Pattern.compile("/\\.\\.?(?=[/;]|$)");

    public PathRoute {
        if (prefix.length() > 255 || !PREFIX.matcher(prefix).matches()) {
            throw new InvalidRouteTableException(
                    "'%s' is not a path such as /api".formatted(prefix));
        }
    }

    /**
     * The form of a path in which it is compared with prefixes: what is percent-encoded is decoded, once, and neighbouring
     * slashes are one, since many apps read paths so. The app gets the path as it was sent.
     *
     * @param path without the query
     */
    static String compared(String path) {
        if (path.indexOf('%') < 0 && path.indexOf('\\') < 0 && !path.contains("//")) {
            return path;
        }
        StringBuilder plain = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' && i + 2 < path.length()) {
                int high = HttpSyntax.hexValue((byte) path.charAt(i + 1));
                int low = HttpSyntax.hexValue((byte) path.charAt(i + 2));
                if (high >= 0 && low >= 0) {
                    c = (char) (high * 16 + low);
                    i += 2;
                }
            }
            c = c == '\\' ? '/' : c;
            if (c != '/' || plain.isEmpty() || plain.charAt(plain.length() - 1) != '/') {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** Whether a path in that form leads elsewhere than it seems, for apps that follow its dots. */
    static boolean hasDots(String compared) {
        return compared.contains("/.") && DOTS.matcher(compared).find();
    }
}
