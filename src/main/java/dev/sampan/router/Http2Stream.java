package dev.sampan.router;

import io.netty.buffer.ByteBuf;

/** One stream of an HTTP/2 connection, as the session that carries it sees it. */
interface Http2Stream {

    StreamFlow flow();

    /** Takes content, valid during the call; end says that it is the last. */
    void received(ByteBuf content, boolean end);

    /** All that came at once has been handed over; what was passed on can be flushed. */
    void readComplete();

    /** A frame of content was sent. */
    void progressed();

    /** The peer, or a failure of its, ended the stream; nothing more can be sent or will come. */
    void lost(Http2Error error);

    void checkDeadline(long now);

    /** The connection is about to end from our side. */
    void connectionEnds();
}
