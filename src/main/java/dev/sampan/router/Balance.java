package dev.sampan.router;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the router chooses among the targets of one app.
 *
 * @param stickySecret keeps a client at its target by a cookie that is signed with it; null when any target will do
 * @param retried methods of requests that may be sent to another target when their connection broke before an answer
 * @param check how targets are asked whether they are well; null when they are not
 */
public record Balance(
        @Nullable String stickySecret, Set<String> retried, @Nullable TargetCheck check) {

    /** Methods that may be repeated by what they mean (RFC 9110 section 9.2.2); all else is never sent twice. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    public static final Balance DEFAULT = new Balance(null, Set.of("GET", "HEAD", "OPTIONS"));

    /** Without checks. */
    public Balance(@Nullable String stickySecret, Set<String> retried) {
        this(stickySecret, retried, null);
    }

    public Balance {
        if (!IDEMPOTENT.containsAll(retried)) {
            throw new InvalidRouteTableException(
                    "Only %s may be sent again, not %s"
                            .formatted(new TreeSet<>(IDEMPOTENT), new TreeSet<>(retried)));
        }
        if (stickySecret != null && stickySecret.length() < 16) {
            throw new InvalidRouteTableException("The secret of sticky sessions is too short");
        }
        retried = Set.copyOf(retried);
    }

    public Balance withStickySecret(@Nullable String secret) {
        return new Balance(secret, retried, check);
    }

    public Balance withRetried(Collection<String> methods) {
        return new Balance(stickySecret, Set.copyOf(methods), check);
    }

    public Balance withCheck(@Nullable TargetCheck newCheck) {
        return new Balance(stickySecret, retried, newCheck);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Balance[sticky="
                + (stickySecret != null)
                + ", retried="
                + retried
                + ", check="
                + check
                + "]";
    }
}
