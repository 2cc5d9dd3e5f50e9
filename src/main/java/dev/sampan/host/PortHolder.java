package dev.sampan.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who listens at a port of this machine, as /proc/net says it (proc_pid_net(5)).
 *
 * @param program its name, as in `comm`; empty when it cannot be seen
 * @param pid its process, 0 when it cannot be seen
 */
public record PortHolder(String program, long pid) {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";
    private static final String UNCONNECTED = "07";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    /**
     * Finds it.
     *
     * @param udp whether the port is one of UDP, else of TCP
     */
    public static Optional<PortHolder> of(boolean udp, int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : udp ? List.of("udp", "udp6") : List.of("tcp", "tcp6")) {
            sockets.addAll(sockets(PROC.resolve("net").resolve(table), udp, port));
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(holder(sockets).orElse(new PortHolder("", 0)));
    }

    private static Set<String> sockets(Path table, boolean udp, int port) {
        if (!Files.exists(table)) {
            return Set.of();
        }
        try {
            return inodes(Files.readAllLines(table), udp, port);
        } catch (IOException e) {
            throw new IllegalStateException("'%s' cannot be read".formatted(table), e);
        }
    }

    static Set<String> inodes(List<String> lines, boolean udp, int port) {
        String ending = ":%04X".formatted(port);
        Set<String> inodes = new HashSet<>();
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > INODE
                    && columns[LOCAL_ADDRESS].endsWith(ending)
                    && columns[STATE].equals(udp ? UNCONNECTED : LISTEN)) {
                inodes.add("socket:[" + columns[INODE] + "]");
            }
        }
        return inodes;
    }

    private static Optional<PortHolder> holder(Set<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), sockets)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(
                            new PortHolder(name, Long.parseLong(process.getFileName().toString())));
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Processes come and go, and those of others may be hidden. */
    private static boolean holds(Path descriptors, Set<String> sockets) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (sockets.contains(Files.readSymbolicLink(link).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }
}
