package dev.sampan.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A pipe between a program that we start and us. */
public final class Pipe implements AutoCloseable {

    private int readEnd;
    private int writeEnd;

    public Pipe() {
        int[] ends = Posix.pipe();
        readEnd = ends[0];
        writeEnd = ends[1];
    }

    public int readEnd() {
        return readEnd;
    }

    public int writeEnd() {
        return writeEnd;
    }

    /** Writes one byte. */
    public void write(int value) {
        Posix.write(writeEnd, value);
    }

    /** Closes our copy of the end to read from, so that a writer is told when the program closes its own. */
    public void closeReadEnd() {
        if (readEnd >= 0) {
            Posix.close(readEnd);
            readEnd = -1;
        }
    }

    /** Closes our copy of the end to write to, so that the reader sees the end when the program closes its own. */
    public void closeWriteEnd() {
        if (writeEnd >= 0) {
            Posix.close(writeEnd);
            writeEnd = -1;
        }
    }

    /** What the program writes; it has to be closed by the caller. */
    public InputStream input() {
        try {
            return new FileInputStream("/proc/self/fd/" + readEnd);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes both ends. */
    @Override
    public void close() {
        closeWriteEnd();
        closeReadEnd();
    }
}
