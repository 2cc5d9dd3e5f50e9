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

    public PathRoute {
        if (prefix.length() > 255 || !PREFIX.matcher(prefix).matches()) {
            throw new InvalidRouteTableException(
                    "'%s' is not a path such as /api".formatted(prefix));
        }
    }
}
