package dev.sampan.app;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of this machine that leads to the web processes of an app, written `http:8080:5000`, `tcp:9000:5000` or
 * `tls:8443:8443`.
 *
 * @param scheme what is passed on: requests, or connections and datagrams as they are, those of TLS by the name that the
 *     client asks for
 * @param hostPort of this machine
 * @param containerPort where the processes listen
 */
public record PortMapping(Scheme scheme, int hostPort, int containerPort)
        implements Comparable<PortMapping> {

    /** What is passed on. */
    public enum Scheme {
        HTTP,
        HTTPS,
        GRPC,
        GRPCS,
        TCP,
        TLS,
        UDP;

        /** Whether requests are passed on, by the host name that they ask for. */
        public boolean isHttp() {
            return this != TCP && this != TLS && this != UDP;
        }

        /** Whether apps share the port, since their host names tell them apart. */
        public boolean isShared() {
            return isHttp() || this == TLS;
        }

        /** Whether the app speaks HTTP/2 there, and not HTTP/1.1. */
        public boolean isGrpc() {
            return this == GRPC || this == GRPCS;
        }

        /** Whether clients speak TLS. */
        boolean isSecure() {
            return this == HTTPS || this == GRPCS;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern FORM = Pattern.compile("([a-z]{1,10}):(\\d{1,5}):(\\d{1,5})");
    private static final int HIGHEST = 65_535;
    private static final int HTTPS_PORT = 443;

    public PortMapping {
        if (hostPort < 1 || hostPort > HIGHEST || containerPort < 1 || containerPort > HIGHEST) {
            throw RefusedException.invalid(
                    "Ports are numbers from 1 to 65535, not %d and %d"
                            .formatted(hostPort, containerPort));
        }
        if (scheme.isSecure() && hostPort != HTTPS_PORT) {
            throw RefusedException.invalid(
                    "'%s' is served at port %d only, not at %d"
                            .formatted(scheme, HTTPS_PORT, hostPort));
        }
    }

    /**
     * Reads `http:80:5000`, `grpc:80:50051`, `tcp:9000:5000` or `udp:5353:53`.
     *
     * @throws RefusedException when the text is not of that form
     */
    public static PortMapping parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a port mapping. Write <scheme>:<host-port>:<container-port>, as in http:80:5000 or tcp:9000:5000"
                            .formatted(text.length() > 40 ? text.substring(0, 40) : text));
        }
        for (Scheme scheme : Scheme.values()) {
            if (scheme.toString().equals(matcher.group(1))) {
                return new PortMapping(
                        scheme,
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)));
            }
        }
        throw RefusedException.invalid(
                "The scheme of '%s' is none of http, https, grpc, grpcs, tcp, tls and udp"
                        .formatted(text));
    }

    @Override
    public int compareTo(PortMapping other) {
        int byPort = Integer.compare(hostPort, other.hostPort);
        return byPort == 0 ? scheme.compareTo(other.scheme) : byPort;
    }

    @Override
    public String toString() {
        return scheme + ":" + hostPort + ":" + containerPort;
    }
}
