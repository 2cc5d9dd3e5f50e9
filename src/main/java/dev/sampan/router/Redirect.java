package dev.sampan.router;

import java.util.Set;

/**
 * A host name whose requests are sent to another one, path and query included.
 *
 * @param from lower case, without port
 * @param to lower case, without port
 * @param status 301, 302, 303, 307 or 308
 */
public record Redirect(String from, String to, int status) {

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    public Redirect {
        Route.requireHost(from);
        Route.requireHost(to);
        if (to.startsWith("*.")) {
            throw new InvalidRouteTableException("Nothing can be sent to '%s'".formatted(to));
        }
        if (!STATUSES.contains(status)) {
            throw new InvalidRouteTableException(
                    "Status %d of the redirect from '%s' is none of 301, 302, 303, 307, 308"
                            .formatted(status, from));
        }
    }
}
