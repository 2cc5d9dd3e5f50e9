package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A client that writes and reads single frames of HTTP/2, right or wrong ones. */
final class TestHttp2Client implements AutoCloseable {

    /** A frame as it came. */
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(int type, int flags, int stream, byte[] payload) {

        boolean ends() {
            return (flags & 1) != 0 && (type == 0 || type == 1);
        }

        int number(int at) {
            return ((payload[at] & 0xff) << 24)
                    | ((payload[at + 1] & 0xff) << 16)
                    | ((payload[at + 2] & 0xff) << 8)
                    | (payload[at + 3] & 0xff);
        }

        String text() {
            return Ascii.text(payload, 0, payload.length);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final HpackDecoder decoder = new HpackDecoder();
    private boolean acknowledging = true;

    /** Opens a connection and sends the preface with these settings, as numbers and values in turn. */
    TestHttp2Client(TestRouter router, int... settings) throws IOException {
        this(router.connect());
        out.write(Http2Connection.PREFACE);
        settings(settings);
    }

    /** Over a socket, without a preface. */
    TestHttp2Client(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    Socket socket() {
        return socket;
    }

    /** Leaves the router's settings and pings without an answer from now on. */
    void stopAcknowledging() {
        acknowledging = false;
    }

    void settings(int... settings) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int i = 0; i < settings.length; i += 2) {
            payload.write(settings[i] >> 8);
            payload.write(settings[i]);
            payload.writeBytes(number(settings[i + 1]));
        }
        send(4, 0, 0, payload.toByteArray());
    }

    static byte[] number(int value) {
        return new byte[] {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(payload.length >> 16);
        bytes.write(payload.length >> 8);
        bytes.write(payload.length);
        bytes.write(type);
        bytes.write(flags);
        bytes.writeBytes(number(stream));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(frame(type, flags, stream, payload));
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** A header block of literals: names and values in turn. */
    static byte[] block(String... fields) {
        AsciiWriter writer = new AsciiWriter();
        for (int i = 0; i < fields.length; i += 2) {
            HpackWriter.field(writer, fields[i], fields[i + 1]);
        }
        ByteBuf buffer = writer.toBuffer(io.netty.buffer.UnpooledByteBufAllocator.DEFAULT, 0);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes).release();
        return bytes;
    }

    /** A request's block for the app, with more fields. */
    static byte[] request(String method, String path, String... more) {
        String[] all = new String[8 + more.length];
        String[] first = {
            ":method", method, ":scheme", "http", ":path", path, ":authority", "app.test"
        };
        System.arraycopy(first, 0, all, 0, 8);
        System.arraycopy(more, 0, all, 8, more.length);
        return block(all);
    }

    void get(int stream, String path, String... more) throws IOException {
        send(1, 5, stream, request("GET", path, more));
    }

    void post(int stream, String path, String... more) throws IOException {
        send(1, 4, stream, request("POST", path, more));
    }

    /** Asks for a WebSocket (RFC 8441), with more fields. */
    void webSocket(int stream, String path, String... more) throws IOException {
        String[] first = {
            ":method",
            "CONNECT",
            ":protocol",
            "websocket",
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "app.test",
            "sec-websocket-version",
            "13"
        };
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        send(1, 4, stream, block(all));
    }

    void data(int stream, String text, boolean end) throws IOException {
        send(0, end ? 1 : 0, stream, Ascii.bytes(text));
    }

    /** The next frame; settings and pings are acknowledged on the way, and not returned. */
    Frame read() throws IOException {
        while (true) {
            int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
            Frame frame =
                    new Frame(
                            in.readUnsignedByte(),
                            in.readUnsignedByte(),
                            in.readInt(),
                            in.readNBytes(length));
            if (frame.payload().length < length) {
                throw new EOFException("a frame ends early");
            }
            boolean settings = frame.type() == 4;
            boolean ping = frame.type() == 6 && frame.flags() == 0;
            if (acknowledging && settings && frame.flags() == 0) {
                send(4, 1, 0, new byte[0]);
            } else if (acknowledging && ping) {
                send(6, 1, 0, frame.payload());
            }
            if (!settings && !(acknowledging && ping)) {
                return frame;
            }
        }
    }

    /** The next frame that is wanted; others are dropped. */
    Frame await(Predicate<Frame> wanted) throws IOException {
        Frame frame = read();
        while (!wanted.test(frame)) {
            frame = read();
        }
        return frame;
    }

    /** What came of a stream: its fields, with the content under `body`, trailers under `trailer NAME`, a reset under `reset`. */
    Map<String, String> answer(int stream) throws IOException {
        Map<String, String> answer = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        boolean ended = false;
        boolean headSeen = false;
        while (!ended) {
            Frame frame = read();
            if (frame.type() == 7) {
                answer.put("goaway", Http2Error.of(frame.number(4)).name());
                return answer;
            }
            if (frame.type() == 1) {
                Map<String, String> fields = fields(frame);
                boolean trailers = headSeen && !fields.containsKey(":status");
                fields.forEach(
                        (name, value) ->
                                answer.put(
                                        trailers && frame.stream() == stream
                                                ? "trailer " + name
                                                : name,
                                        value));
                headSeen |= frame.stream() == stream;
            }
            if (frame.stream() != stream) {
                continue;
            }
            if (frame.type() == 3) {
                answer.put("reset", Http2Error.of(frame.number(0)).name());
                ended = true;
            } else if (frame.type() == 0) {
                body.append(frame.text());
            }
            ended |= frame.ends();
        }
        answer.put("body", body.toString());
        return answer;
    }

    /** The fields of a HEADERS frame; every one has to be decoded, in turn. */
    Map<String, String> fields(Frame frame) {
        Map<String, String> fields = new LinkedHashMap<>();
        assertThat(frame.flags() & 4).as("END_HEADERS").isEqualTo(4);
        ByteBuf block = Unpooled.wrappedBuffer(frame.payload());
        decoder.decode(
                block,
                new byte[110_000],
                (name, nameEnd, value, start, end) ->
                        fields.merge(
                                Ascii.text(name, 0, nameEnd),
                                Ascii.text(value, start, end),
                                (a, b) -> a + " | " + b));
        return fields;
    }

    /** Reads to the GOAWAY that ends the connection, and to the end behind it; the reason why it ended. */
    Http2Error end() throws IOException {
        Frame frame = await(f -> f.type() == 7);
        Http2Error error = Http2Error.of(frame.number(4));
        try {
            while (true) {
                read();
            }
        } catch (EOFException ended) {
            return error;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
