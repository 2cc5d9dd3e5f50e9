package dev.sampan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the host's own network looks like, read from /proc and /sys. */
final class HostNetwork {

    private static final Path LINKS = Path.of("/sys/class/net");
    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final int USUAL_MTU = 1500;

    private HostNetwork() {}

    /** The largest packet of the link that the default route uses. */
    static int mtu() {
        return defaultLink(read(ROUTES))
                .map(link -> Integer.parseInt(read(LINKS.resolve(link).resolve("mtu")).strip()))
                .orElse(USUAL_MTU);
    }

    /** The link of the default route in the text of /proc/net/route. */
    static Optional<String> defaultLink(String routes) {
        return routes.lines()
                .skip(1)
                .map(line -> line.split("\\s+", -1))
                .filter(fields -> fields.length > 7)
                .filter(fields -> fields[1].equals("00000000") && fields[7].equals("00000000"))
                .map(fields -> fields[0])
                .findFirst();
    }

    /** A counter of a link, such as `rx_bytes`; 0 when the link is gone. */
    static long counter(String link, String name) {
        try {
            return Long.parseLong(
                    Files.readString(LINKS.resolve(link).resolve("statistics").resolve(name))
                            .strip());
        } catch (IOException e) {
            return 0;
        }
    }

    /** Lets the host pass packets on, which containers need to reach the outside. */
    static void enableForwarding() {
        if (!read(FORWARDING).strip().equals("1")) {
            write(FORWARDING, "1");
        }
    }

    /** Refuses packets from a link with somebody else's address, and keeps IPv6 off it. */
    static void guard(String link) {
        write(Path.of("/proc/sys/net/ipv4/conf", link, "rp_filter"), "1");
        Path ipv6 = Path.of("/proc/sys/net/ipv6/conf", link, "disable_ipv6");
        if (Files.exists(ipv6)) {
            write(ipv6, "1");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot set '%s' to '%s'".formatted(file, value), e);
        }
    }
}
