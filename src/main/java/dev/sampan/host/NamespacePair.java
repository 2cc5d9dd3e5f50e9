package dev.sampan.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A user namespace of a block of UIDs, and a network namespace that belongs to it. Descriptors hold them, so they end
 * with this process unless somebody else is in them by then.
 */
public final class NamespacePair implements AutoCloseable {

    private final int firstUid;
    private final int user;
    private final int network;

    private NamespacePair(int firstUid, int user, int network) {
        this.firstUid = firstUid;
        this.user = user;
        this.network = network;
    }

    /**
     * Makes both.
     *
     * @param firstUid the host's UID and GID that are 0 inside
     */
    public static NamespacePair make(int firstUid) {
        try (NamespaceChild child = new NamespaceChild(firstUid, "--net")) {
            int user = Posix.open(child.namespace("user"));
            try {
                return new NamespacePair(firstUid, user, Posix.open(child.namespace("net")));
            } catch (RuntimeException e) {
                Posix.close(user);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make the namespaces of a container of UID block %d".formatted(firstUid),
                    e);
        }
    }

    public UserNamespace user() {
        return new UserNamespace(Posix.pathOf(user), firstUid);
    }

    /** A file that stands for the network namespace, for this process and others of root. */
    public Path network() {
        return Posix.pathOf(network);
    }

    @Override
    public void close() {
        Posix.close(network);
        Posix.close(user);
    }
}
