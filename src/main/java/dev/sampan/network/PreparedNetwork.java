package dev.sampan.network;

import dev.sampan.host.NamespacePair;
import dev.sampan.host.Netlink;
import dev.sampan.host.UserNamespace;
import java.nio.file.Path;

/**
 * A network namespace with everything in it that a container needs, in a user namespace of the container's block, before
 * there is a container. It ends when it is closed, or with this process, unless a container is in it by then.
 */
public final class PreparedNetwork implements AutoCloseable {

    private final NetworkAttachment attachment;
    private final NamespacePair namespaces;
    private final Netlink inside;
    private final int hostIndex;
    private final int insideIndex;

    /**
     * A network that is ready.
     *
     * @param inside a connection to it
     * @param hostIndex the link's end on the host
     * @param insideIndex the link's end in the namespace
     */
    PreparedNetwork(
            NetworkAttachment attachment,
            NamespacePair namespaces,
            Netlink inside,
            int hostIndex,
            int insideIndex) {
        this.attachment = attachment;
        this.namespaces = namespaces;
        this.inside = inside;
        this.hostIndex = hostIndex;
        this.insideIndex = insideIndex;
    }

    public NetworkAttachment attachment() {
        return attachment;
    }

    /** The user namespace that the network belongs to. */
    public UserNamespace user() {
        return namespaces.user();
    }

    /** A file that stands for the network namespace. */
    public Path namespace() {
        return namespaces.network();
    }

    /** Limits the bandwidth; there is no limit before. */
    public void limit(Bandwidth bandwidth) {
        String name = attachment.hostLink();
        if (bandwidth.ingress().isPresent()) {
            try (Netlink host = Netlink.ofHost()) {
                Networks.limit(host, hostIndex, bandwidth.ingress(), name);
            }
        }
        if (bandwidth.egress().isPresent()) {
            Networks.limit(inside, insideIndex, bandwidth.egress(), name);
        }
    }

    /** Lets go of it. A container that is in it keeps it. */
    @Override
    public void close() {
        inside.close();
        namespaces.close();
    }
}
