package dev.sampan.app;

import java.util.Set;
import java.util.TreeSet;

/**
 * A host name whose requests are sent to another one, path and query included.
 *
 * @param from the name that is asked for
 * @param to the name that answers
 * @param status 301, 302, 303, 307 or 308
 */
public record HostRedirect(DomainName from, DomainName to, int status) {

    private static final Set<Integer> STATUSES = new TreeSet<>(Set.of(301, 302, 303, 307, 308));

    public HostRedirect {
        if (!STATUSES.contains(status)) {
            throw RefusedException.invalid(
                    "'%d' is not the status of a redirect. Use one of %s"
                            .formatted(status, STATUSES));
        }
        if (to.value().startsWith("*.") || from.equals(to)) {
            throw RefusedException.invalid(
                    "Requests for '%s' cannot be sent to '%s'. Name one other host"
                            .formatted(from, to));
        }
    }
}
