package dev.sampan.router;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The streams of one HTTP/2 connection that are open, and which of the others it has seen. */
final class Http2Streams {

    private static final int MOST_RESETS = 128;

    private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>();
    private final int[] resets = new int[MOST_RESETS];
    private int nextReset;
    private int highest;

    void open(Http2Stream stream) {
        open.put(stream.flow().id(), stream);
    }

    @Nullable Http2Stream find(int stream) {
        return open.get(stream);
    }

    /** Whether this very stream is open. */
    @SuppressWarnings("ReferenceEquality") // it is what is asked for
    boolean has(Http2Stream stream) {
        return open.get(stream.flow().id()) == stream;
    }

    @Nullable Http2Stream remove(int stream) {
        return open.remove(stream);
    }

    int size() {
        return open.size();
    }

    /** A copy, so that streams may end meanwhile. */
    List<Http2Stream> all() {
        return new ArrayList<>(open.values());
    }

    /** Notes that a stream was begun, whether or not it is served. */
    void begun(int stream) {
        highest = stream;
    }

    int highest() {
        return highest;
    }

    /** Refuses a frame for a stream that nobody has opened. */
    void requireBegun(int stream) {
        if ((stream & 1) == 0 || stream > highest) {
            throw Http2Failure.protocol("a frame for a stream that was not opened");
        }
    }

    /** Lets every stream's peer take more, or less, of it. */
    void widen(long change, Http2Output output) {
        for (Http2Stream stream : all()) {
            if (!stream.flow().widen(change)) {
                throw Http2Failure.connection(
                        Http2Error.FLOW_CONTROL_ERROR, "a window larger than there can be");
            }
            output.schedule(stream);
        }
    }

    /** The peer did not begin the streams beyond this one. */
    void refuseBeyond(int last, Http2Session session) {
        for (Http2Stream stream : all()) {
            if (stream.flow().id() > last) {
                session.remove(stream.flow().id());
                stream.lost(Http2Error.REFUSED_STREAM);
            }
        }
    }

    /** Notes a stream that we ended; what the peer sent before it knew is forgiven, for the last of them. */
    void remember(int stream) {
        resets[nextReset] = stream;
        nextReset = (nextReset + 1) % MOST_RESETS;
    }

    /** Refuses a frame for a stream that ended otherwise. */
    void requireForgiven(int stream, boolean any) {
        requireBegun(stream);
        boolean forgiven = any;
        for (int reset : resets) {
            forgiven |= reset == stream;
        }
        if (!forgiven) {
            throw Http2Failure.connection(
                    Http2Error.STREAM_CLOSED, "a frame for a stream that has ended");
        }
    }
}
