package dev.sampan.router;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An app that speaks HTTP/2 without TLS, frame by frame: its script hears of each request's head. */
final class TestHttp2App implements AutoCloseable {

    /** What the app does with a header block, or another frame, that came. */
    interface Script {

        void frame(
                TestHttp2Client connection, TestHttp2Client.Frame frame, Map<String, String> head)
                throws IOException;
    }

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> heads = new CopyOnWriteArrayList<>();
    private final List<TestHttp2Client.Frame> frames = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script;

    TestHttp2App(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::acceptAll);
    }

    void setScript(Script next) {
        script = next;
    }

    Target target() {
        return new Target("127.0.0.1", listener.getLocalPort(), true);
    }

    List<Map<String, String>> heads() {
        return heads;
    }

    List<TestHttp2Client.Frame> frames() {
        return frames;
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
            byte[] preface = socket.getInputStream().readNBytes(24);
            if (!java.util.Arrays.equals(preface, Http2Connection.PREFACE)) {
                return;
            }
            TestHttp2Client connection = new TestHttp2Client(socket);
            connection.settings();
            while (true) {
                TestHttp2Client.Frame frame = connection.read();
                frames.add(frame);
                Map<String, String> head = frame.type() == 1 ? connection.fields(frame) : Map.of();
                if (frame.type() == 1) {
                    heads.add(head);
                }
                script.frame(connection, frame, head);
            }
        } catch (IOException e) {
            sockets.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
