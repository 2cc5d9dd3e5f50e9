package dev.sampan.router;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Some targets of a route, and the part of its requests that they get together.
 *
 * @param name what the counters call it, as in `v12`
 * @param percent of the requests, 1 to 99
 * @param targets may be empty; its part then goes to the others
 */
public record Share(String name, int percent, List<Target> targets) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public Share {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRouteTableException("'%s' is not the name of a share".formatted(name));
        }
        if (percent < 1 || percent > 99) {
            throw new InvalidRouteTableException(
                    "Share '%s' has %d percent; it has to be 1 to 99".formatted(name, percent));
        }
        targets = targets.stream().distinct().toList();
    }

    /** Refuses shares that are not 100 percent together, or have a name or a target twice. */
    static void check(String route, List<Share> shares) {
        if (shares.isEmpty()) {
            return;
        }
        int sum = 0;
        Set<String> names = new HashSet<>();
        Set<Target> targets = new HashSet<>();
        for (Share share : shares) {
            sum += share.percent();
            if (!names.add(share.name()) || !share.targets().stream().allMatch(targets::add)) {
                throw new InvalidRouteTableException(
                        "Share '%s' of route '%s', or a target of it, stands there twice"
                                .formatted(share.name(), route));
            }
        }
        if (sum != 100) {
            throw new InvalidRouteTableException(
                    "The shares of route '%s' are %d percent together, not 100"
                            .formatted(route, sum));
        }
    }
}
