package dev.sampan.router;

/**
 * A port of this machine that leads to an app: its requests by their host names, or its connections or datagrams as they
 * are.
 *
 * @param kind what is passed on; the port of HTTP, or of TLS, may be that of several routes
 * @param port of this machine, 1 to 65535
 * @param targetPort where each of the app's targets listens; not looked at for HTTP
 * @param header what tells the app who the client is
 */
public record PortMap(Kind kind, int port, int targetPort, ProxyHeader header) {

    /** What is passed on. */
    public enum Kind {
        HTTP,
        TCP,
        /** Connections with TLS, to the route whose host name the client asks for; nothing of them is decrypted. */
        TLS,
        UDP;

        /** Whether several routes may have the port, since host names tell them apart. */
        boolean isShared() {
            return this == HTTP || this == TLS;
        }
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
        if (kind != Kind.TCP && kind != Kind.TLS && header != ProxyHeader.NONE) {
            throw new InvalidRouteTableException("%s port %d has no header".formatted(kind, port));
        }
    }
}
