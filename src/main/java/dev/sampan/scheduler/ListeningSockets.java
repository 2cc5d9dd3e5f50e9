package dev.sampan.scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Where the programs of a container listen, as the kernel says. */
final class ListeningSockets {

    private static final String LISTENS = "0A";
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private ListeningSockets() {}

    /**
     * Tells somebody whose program does not listen where it should where it does instead, `, only on port 3000`.
     *
     * @param processes the host's `/proc`
     * @param pid a process of the container
     */
    static String instead(Path processes, long pid) {
        Set<String> places = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = processes.resolve(Long.toString(pid)).resolve("net").resolve(table);
            try {
                for (InetSocketAddress socket : sockets(Files.readAllLines(file))) {
                    places.add(place(socket));
                }
            } catch (IOException e) {
                // It has ended, or there is no IPv6: nothing is known that could be told.
            }
        }
        return places.isEmpty()
                ? ", nor on any other"
                : ", only on " + String.join(" and ", places);
    }

    private static List<InetSocketAddress> sockets(List<String> lines) throws IOException {
        List<InetSocketAddress> sockets = new ArrayList<>();
        for (String line : lines) {
            List<String> words = SPACE.splitAsStream(line.strip()).toList();
            if (words.size() > 3 && words.get(3).equals(LISTENS)) {
                String local = words.get(1);
                int colon = local.indexOf(':');
                sockets.add(
                        new InetSocketAddress(
                                address(local.substring(0, colon)),
                                Integer.parseInt(local.substring(colon + 1), 16)));
            }
        }
        return sockets;
    }

    /** The kernel writes words of four bytes in the order of its processor. */
    private static InetAddress address(String hex) throws IOException {
        ByteBuffer written = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        ByteBuffer address = ByteBuffer.allocate(written.capacity()).order(ByteOrder.nativeOrder());
        while (written.hasRemaining()) {
            address.putInt(written.getInt());
        }
        return InetAddress.getByAddress(address.array());
    }

    private static String place(InetSocketAddress socket) {
        return socket.getAddress().isAnyLocalAddress()
                ? "port " + socket.getPort()
                : "%s port %d".formatted(socket.getAddress().getHostAddress(), socket.getPort());
    }
}
