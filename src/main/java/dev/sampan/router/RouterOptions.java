package dev.sampan.router;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How one router process is started.
 *
 * @param address where it listens; port 0 takes any free one
 * @param secureAddress where it listens for TLS; port 0 takes any free one
 * @param home the home folder; the router uses `router` in it
 * @param workers event loops
 * @param drain how long requests may take to end after SIGTERM
 * @param http2 whether clients may speak HTTP/2 without TLS, by prior knowledge
 * @param accessLogBytes size at which the access log starts a new file
 * @param follow whether the router takes over from one that runs, if there is one
 * @param retire how long clients may stay with a router that another one follows, before they are drained
 * @param io how the kernel is asked to read and write
 */
record RouterOptions(
        InetSocketAddress address,
        InetSocketAddress secureAddress,
        Path home,
        int workers,
        Duration drain,
        boolean http2,
        long accessLogBytes,
        boolean follow,
        Duration retire,
        Transport io) {

    private static final long ACCESS_LOG_BYTES = 64L << 20;
    private static final Duration RETIRE = Duration.ofSeconds(60);

    /** Options of a router that follows none. */
    RouterOptions(
            InetSocketAddress address,
            InetSocketAddress secureAddress,
            Path home,
            int workers,
            Duration drain,
            boolean http2,
            long accessLogBytes) {
        this(
                address,
                secureAddress,
                home,
                workers,
                drain,
                http2,
                accessLogBytes,
                false,
                RETIRE,
                Transport.EPOLL);
    }

    /**
     * Reads `--port`, `--https-port`, `--listen`, `--home`, `--workers`, `--drain-seconds`, `--http2-cleartext`,
     * `--follow`, `--retire-seconds` and `--io`, each followed by its value; what is not given comes from SAMPAN_ROUTER_HTTP_PORT,
     * SAMPAN_ROUTER_HTTPS_PORT, SAMPAN_ROUTER_LISTEN, SAMPAN_HOME, SAMPAN_ROUTER_HTTP2_CLEARTEXT,
     * SAMPAN_ROUTER_RETIRE_SECONDS, SAMPAN_ROUTER_IO, or is 80, 443, every address, /var/lib/sampan, one worker a
     * processor, 30 s, off, off, 60 s and epoll.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static RouterOptions parse(List<String> arguments, Map<String, String> environment) {
        String port = environment.getOrDefault("SAMPAN_ROUTER_HTTP_PORT", "80");
        String securePort = environment.getOrDefault("SAMPAN_ROUTER_HTTPS_PORT", "443");
        String listen = environment.getOrDefault("SAMPAN_ROUTER_LISTEN", "");
        String home = environment.getOrDefault("SAMPAN_HOME", "/var/lib/sampan");
        String workers = String.valueOf(Runtime.getRuntime().availableProcessors());
        String drain = "30";
        String http2 = environment.getOrDefault("SAMPAN_ROUTER_HTTP2_CLEARTEXT", "off");
        String follow = "off";
        String retire =
                environment.getOrDefault(
                        "SAMPAN_ROUTER_RETIRE_SECONDS", String.valueOf(RETIRE.toSeconds()));
        String io = environment.getOrDefault("SAMPAN_ROUTER_IO", "epoll");
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException("Option '%s' needs a value".formatted(name));
            }
            String value = arguments.get(i + 1);
            switch (name) {
                case "--port" -> port = value;
                case "--https-port" -> securePort = value;
                case "--listen" -> listen = value;
                case "--home" -> home = value;
                case "--workers" -> workers = value;
                case "--drain-seconds" -> drain = value;
                case "--http2-cleartext" -> http2 = value;
                case "--follow" -> follow = value;
                case "--retire-seconds" -> retire = value;
                case "--io" -> io = value;
                default ->
                        throw new IllegalArgumentException(
                                "Unknown option '%s'. There are --port, --https-port, --listen, --home, --workers, --drain-seconds, --http2-cleartext, --follow, --retire-seconds, --io"
                                        .formatted(name));
            }
        }
        return new RouterOptions(
                address(listen, number("port", port, 0, 65535)),
                address(listen, number("port for TLS", securePort, 0, 65535)),
                Path.of(home),
                number("number of workers", workers, 1, 256),
                Duration.ofSeconds(number("drain time in seconds", drain, 0, 86_400)),
                isOn("HTTP/2 without TLS", http2),
                ACCESS_LOG_BYTES,
                isOn("Following another router", follow),
                Duration.ofSeconds(number("time to retire in seconds", retire, 0, 86_400)),
                Transport.parse(io));
    }

    private static InetSocketAddress address(String listen, int port) {
        return listen.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(listen, port);
    }

    private static int number(String what, String text, int least, int most) {
        if (text.matches("\\d{1,6}")) {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "The %s must be a number from %d to %d, not '%s'"
                        .formatted(what, least, most, text));
    }

    private static boolean isOn(String what, String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "%s must be 'on' or 'off', not '%s'".formatted(what, text));
        };
    }

    /** The same for a router that takes over from the one that runs. */
    RouterOptions following() {
        return new RouterOptions(
                address,
                secureAddress,
                home,
                workers,
                drain,
                http2,
                accessLogBytes,
                true,
                retire,
                io);
    }

    RouterOptions withIo(Transport transport) {
        return new RouterOptions(
                address,
                secureAddress,
                home,
                workers,
                drain,
                http2,
                accessLogBytes,
                follow,
                retire,
                transport);
    }
}
