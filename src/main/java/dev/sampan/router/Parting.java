package dev.sampan.router;

import io.netty.channel.unix.FileDescriptor;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a router knows of its clients at the moment at which it takes no more of them, for the one that followed.
 *
 * @param sessions clients of ports of UDP
 * @param rates what was counted against rates, as {@link RequestHandlers#rates} tells it
 */
record Parting(List<Session> sessions, Map<String, Object> rates) {

    static final Parting NONE = new Parting(List.of(), Map.of());

    /**
     * A client of a port of UDP.
     *
     * @param port the name of its listener
     * @param socket by which the target knows the client
     */
    record Session(
            String port,
            InetSocketAddress client,
            InetSocketAddress target,
            FileDescriptor socket) {

        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("port", port);
            map.put("client", textOf(client));
            map.put("target", textOf(target));
            return map;
        }

        private static String textOf(InetSocketAddress address) {
            return new Target(address.getAddress().getHostAddress(), address.getPort()).toString();
        }
    }

    /** A client whose socket is still to come. */
    record Announced(String port, InetSocketAddress client, InetSocketAddress target) {

        private static Announced from(Map<String, Object> map) {
            return new Announced(
                    Json.text(map, "port"),
                    Target.parse(Json.text(map, "client")).socketAddress(),
                    Target.parse(Json.text(map, "target")).socketAddress());
        }

        Session with(FileDescriptor socket) {
            return new Session(port, client, target, socket);
        }
    }

    /** What is said of it; the sockets are sent one by one when they are asked for. */
    Map<String, Object> describe() {
        return Map.of(
                "retiring",
                true,
                "sessions",
                sessions.stream().map(Session::toMap).toList(),
                "rates",
                rates);
    }

    /** The sessions of a message; none of a router that is older than this. */
    static List<Announced> announced(Map<String, Object> message) {
        return message.containsKey("sessions")
                ? Json.objects(message, "sessions").stream().map(Announced::from).toList()
                : List.of();
    }

    /** The counts of a message; none of a router that is older than this. */
    static Map<String, Object> rates(Map<String, Object> message) {
        return message.containsKey("rates") ? Json.object(message, "rates") : Map.of();
    }
}
