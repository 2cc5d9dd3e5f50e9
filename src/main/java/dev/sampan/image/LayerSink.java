package dev.sampan.image;

import java.io.IOException;
import java.io.OutputStream;

/** Takes the entries of a layer, folders before what is in them. */
interface LayerSink {

    /** Takes an entry that is not a file. */
    void add(LayerEntry entry) throws IOException;

    /** Takes a file; its content is written to what this gives, and the end of it is told by closing. */
    OutputStream addFile(LayerEntry entry) throws IOException;
}
