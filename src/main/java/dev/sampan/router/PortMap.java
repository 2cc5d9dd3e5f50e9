package dev.sampan.router;

/**
 * A port of this machine whose connections or datagrams go to an app as they are.
 *
 * @param kind TCP or UDP
 * @param port of this machine, 1 to 65535
 * @param targetPort where each of the app's targets listens
 * @param header what tells the app who the client is
 */
public record PortMap(Kind kind, int port, int targetPort, ProxyHeader header) {

    /** What is passed on. */
    public enum Kind {
        TCP,
        UDP
    }

    /** Whether a connection to the app begins with a header of the PROXY protocol. */
    public enum ProxyHeader {
        NONE,
        V1,
        V2
    }

    public PortMap {
        if (port < 1 || port > 65_535 || targetPort < 1 || targetPort > 65_535) {
            throw new InvalidRouteTableException(
                    "Ports %d and %d are not both between 1 and 65535".formatted(port, targetPort));
        }
        if (kind == Kind.UDP && header != ProxyHeader.NONE) {
            throw new InvalidRouteTableException("UDP port %d has no header".formatted(port));
        }
    }
}
