package dev.sampan.router;

import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Sockets that were opened before this process: by the router before it, or by systemd. What nobody takes is closed. */
final class InheritedSockets implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("https?|(http|tcp|udp)-[1-9]\\d{0,4}");

    private static final int FIRST_OF_SYSTEMD = 3;

    /** As in /proc/self/fdinfo, in octal digits. */
    private static final int O_NONBLOCK = 04000;

    private final Map<String, Integer> descriptors = new ConcurrentHashMap<>();

    /**
     * Those that systemd passes, named by `FileDescriptorName=` as {@link Listener#name} is; none when it passes none to
     * this process.
     *
     * @throws IllegalArgumentException when one has a name that is not known, or blocks; with a sentence for the user
     * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html">sd_listen_fds(3)</a>
     */
    static InheritedSockets ofSystemd(Map<String, String> environment, long pid) {
        InheritedSockets sockets = new InheritedSockets();
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        if (!environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid))
                || !count.matches("\\d{1,4}")) {
            return sockets;
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        for (int i = 0; i < Integer.parseInt(count); i++) {
            String name = i < names.length ? names[i] : "";
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "Socket %d of systemd is named '%s'. Set FileDescriptorName= to http, https, tcp-PORT, udp-PORT or http-PORT"
                                .formatted(i + 1, name));
            }
            requireNonBlocking(name, FIRST_OF_SYSTEMD + i);
            sockets.add(name, FIRST_OF_SYSTEMD + i);
        }
        return sockets;
    }

    private static void requireNonBlocking(String name, int descriptor) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor))) {
                if (line.startsWith("flags:")
                        && (Integer.parseInt(line.substring(6).strip(), 8) & O_NONBLOCK) != 0) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Socket '%s' of systemd, descriptor %d, is not open"
                            .formatted(name, descriptor),
                    e);
        }
        throw new IllegalArgumentException(
                "Socket '%s' of systemd blocks. Set NonBlocking=true in the service"
                        .formatted(name));
    }

    /** Adds one, unless one of that name is there; that one is closed then. */
    void add(String name, int descriptor) {
        if (descriptors.putIfAbsent(name, descriptor) != null) {
            close(name, descriptor);
        }
    }

    /** Adds what another has. */
    void addAll(InheritedSockets others) {
        others.descriptors.forEach(this::add);
        others.descriptors.clear();
    }

    /**
     * Takes the socket of that name, if it listens where it shall.
     *
     * @param at where; port 0 is any
     */
    OptionalInt take(String name, InetSocketAddress at) {
        Integer descriptor = descriptors.get(name);
        if (descriptor == null || !listensAt(descriptor, at)) {
            return OptionalInt.empty();
        }
        descriptors.remove(name);
        return OptionalInt.of(descriptor);
    }

    private static boolean listensAt(int descriptor, InetSocketAddress wanted) {
        InetSocketAddress at = new Socket(descriptor).localAddress();
        if (at == null || (wanted.getPort() != 0 && wanted.getPort() != at.getPort())) {
            return false;
        }
        return wanted.getAddress().isAnyLocalAddress()
                ? at.getAddress().isAnyLocalAddress()
                : wanted.getAddress().equals(at.getAddress());
    }

    int size() {
        return descriptors.size();
    }

    /** The names of those that nobody has taken. */
    Set<String> names() {
        return Set.copyOf(descriptors.keySet());
    }

    @Override
    public void close() {
        descriptors.forEach(InheritedSockets::close);
        descriptors.clear();
    }

    private static void close(String name, int descriptor) {
        try {
            new FileDescriptor(descriptor).close();
        } catch (IOException e) {
            RouterLog.warn("Socket '%s' cannot be closed: %s".formatted(name, e));
        }
    }
}
