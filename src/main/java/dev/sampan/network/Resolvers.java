package dev.sampan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which DNS servers containers ask: those of the host, if they can be reached from elsewhere. */
final class Resolvers {

    private final Path hostFile;
    private final Path behindStub;

    Resolvers() {
        this(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));
    }

    Resolvers(Path hostFile, Path behindStub) {
        this.hostFile = hostFile;
        this.behindStub = behindStub;
    }

    /**
     * The servers that a container asks.
     *
     * @param configured servers that are asked instead of the host's; may be empty
     * @throws NetworkException when the host names none that a container reaches
     */
    List<String> servers(List<String> configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        List<String> servers = reachable(hostFile);
        if (servers.isEmpty()) {
            servers = reachable(behindStub);
        }
        if (servers.isEmpty()) {
            throw new NetworkException(
                    "The DNS servers of '%s' cannot be reached from a container. Set sampan.network.nameservers"
                            .formatted(hostFile),
                    null);
        }
        return servers;
    }

    /** The text of a container's resolv.conf; see {@link #servers}. */
    String file(List<String> configured) {
        String servers = text(servers(configured));
        return configured.isEmpty()
                ? servers + searchLine().map(line -> line + "\n").orElse("")
                : servers;
    }

    private Optional<String> searchLine() {
        return lines(hostFile).stream().filter(line -> line.startsWith("search ")).findFirst();
    }

    private static String text(List<String> servers) {
        StringBuilder text = new StringBuilder();
        servers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
        return text.toString();
    }

    private static List<String> reachable(Path file) {
        return lines(file).stream()
                .filter(line -> line.startsWith("nameserver"))
                .map(line -> line.substring("nameserver".length()).strip())
                .filter(server -> !server.startsWith("127.") && !server.contains(":"))
                .toList();
    }

    private static List<String> lines(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
