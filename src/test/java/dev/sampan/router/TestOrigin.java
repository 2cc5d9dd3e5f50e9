package dev.sampan.router;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An app behind the router: hands each connection's bytes to a script and remembers the request heads it read. */
final class TestOrigin implements AutoCloseable {

    /** What the origin does with one request, whose head was read. */
    interface Script {

        /** Returns whether the connection goes on. */
        boolean answer(String head, InputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script;

    TestOrigin(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::acceptAll);
    }

    /** Answers every request with these bytes. */
    static TestOrigin replying(String answer) throws IOException {
        return new TestOrigin(
                (head, in, out) -> {
                    body(head, in);
                    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    return true;
                });
    }

    static TestOrigin ok() throws IOException {
        return replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    void setScript(Script next) {
        script = next;
    }

    Target target() {
        return new Target("127.0.0.1", listener.getLocalPort());
    }

    List<String> heads() {
        return heads;
    }

    int connections() {
        return connections.get();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                heads.add(head);
                more = script.answer(head, in, socket.getOutputStream());
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            sockets.remove(socket);
        }
    }

    /** Reads up to and with the empty line; empty at the end of the stream. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        while ((last & 0xffffffffL) != 0x0d0a0d0aL) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            bytes.write(b);
            last = (last << 8) | b;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads a body as its head frames it and returns it as it came, chunks included. */
    static String body(String head, InputStream in) throws IOException {
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length: ");
        if (at >= 0) {
            String length = lower.substring(at + 18, lower.indexOf("\r\n", at + 18));
            return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
        }
        if (!lower.contains("\r\ntransfer-encoding: chunked")) {
            return "";
        }
        StringBuilder body = new StringBuilder();
        int last = -1;
        while (last < 0 || !body.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("chunks end early after " + body);
            }
            body.append((char) b);
            if (last < 0
                    && (body.toString().equals("0\r\n") || body.toString().endsWith("\r\n0\r\n"))) {
                last = body.length();
            }
        }
        return body.toString();
    }

    void closeConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Ends all connections without a word of their end. */
    void resetConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
        }
        closeConnections();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeConnections();
    }
}
