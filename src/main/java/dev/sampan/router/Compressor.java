package dev.sampan.router;

import io.netty.buffer.ByteBuf;

/** Compresses one content after the other, piece by piece, with memory that does not depend on how long they are. */
interface Compressor {

    /** Takes a piece, which is not released; what comes out may be empty. */
    ByteBuf compress(ByteBuf content);

    /** All that was taken so far, so that it can be unpacked. */
    ByteBuf flush();

    /** The end of the content. */
    ByteBuf end();

    /** Begins with another content. */
    void reset();

    /** Gives the memory back. */
    void close();
}
