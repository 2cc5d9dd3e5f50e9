import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients that do nothing: connections that were answered once, and WebSockets, whose app it is, too. Says the port of
 * that app first and `ready` when all are open; ends when its standard input does.
 *
 * <p>Usage: java Crowd.java PORT IDLE-HOST CONNECTIONS SOCKET-HOST WEBSOCKETS
 */
public final class Crowd {

    private static final int LONGEST_MILLIS = 30_000;

    private static final List<Socket> KEPT = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        try (ServerSocket app = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(app));
            System.out.println(app.getLocalPort());
            System.in.read(); // the app is routed to from now on
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                open(port, "GET /small HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(args[1]), " 200 ");
            }
            String upgrade =
                    "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                            .formatted(args[3]);
            for (int i = 0; i < Integer.parseInt(args[4]); i++) {
                open(port, upgrade, " 101 ");
            }
            System.out.println("ready");
            while (System.in.read() >= 0) {
                continue;
            }
        }
        System.exit(0);
    }

    private static void open(int port, String request, String status) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(LONGEST_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LONGEST_MILLIS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = readHead(socket);
        if (!head.contains(status)) {
            throw new IOException("Connection %d got: %s".formatted(KEPT.size(), head));
        }
        synchronized (KEPT) {
            KEPT.add(socket);
        }
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            byte[] some = new byte[2048];
            int size = socket.getInputStream().read(some);
            if (size < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append(new String(some, 0, size, StandardCharsets.ISO_8859_1));
        }
        return head.toString();
    }

    private static void serve(ServerSocket app) {
        while (true) {
            try {
                Socket socket = app.accept();
                readHead(socket);
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                synchronized (KEPT) {
                    KEPT.add(socket);
                }
            } catch (IOException e) {
                return;
            }
        }
    }
}
