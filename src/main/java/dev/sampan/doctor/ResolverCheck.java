package dev.sampan.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The name servers that apps and builds ask. */
@Component
@Order(100)
final class ResolverCheck implements HostCheck {

    private static final Path HOST = Path.of("/etc/resolv.conf");
    private static final Path BEHIND_STUB = Path.of("/run/systemd/resolve/resolv.conf");
    private static final Path APT = Path.of("/etc/apt");
    private static final Pattern MIRROR =
            Pattern.compile("^(?:URIs:|deb\\s).*?https?://([^/:\\s]+)", Pattern.MULTILINE);

    @Override
    public String name() {
        return "Name servers";
    }

    @Override
    public Finding check() {
        List<String> servers = serversIn(read(HOST));
        if (servers.isEmpty()) {
            return Finding.fail("none in " + HOST, "Add a line: nameserver ADDRESS");
        }
        String found = String.join(", ", servers);
        if (servers.stream().allMatch(ResolverCheck::isLoopback)
                && serversIn(read(BEHIND_STUB)).isEmpty()) {
            return Finding.warn(
                    found + ", which containers cannot reach",
                    "Name a server in %s that is reachable from other hosts".formatted(HOST));
        }
        Optional<String> mirror = mirror();
        try {
            if (mirror.isPresent()) {
                InetAddress.getAllByName(mirror.get());
            }
            return Finding.ok(found);
        } catch (UnknownHostException e) {
            return Finding.warn(
                    "%s, which does not resolve '%s'".formatted(found, mirror.orElse("")),
                    "Builds that fetch packages will fail until it does");
        }
    }

    /** The host from which this machine fetches its own packages, as builds will. */
    private static Optional<String> mirror() {
        try (Stream<Path> files = Files.walk(APT)) {
            return files.filter(
                            file ->
                                    file.getFileName()
                                            .toString()
                                            .matches("sources\\.list|.*\\.(list|sources)"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .flatMap(file -> MIRROR.matcher(read(file)).results())
                    .map(match -> match.group(1))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> serversIn(String resolvConf) {
        return resolvConf
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                .map(words -> words[1])
                .toList();
    }

    private static boolean isLoopback(String server) {
        return server.startsWith("127.") || server.equals("::1");
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
