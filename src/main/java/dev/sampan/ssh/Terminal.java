package dev.sampan.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what a command answers, in the forms that dokku has for headers, steps, details and warnings. */
final class Terminal {

    private final OutputStream out;
    private final OutputStream err;
    private final boolean tty;
    private final boolean quiet;

    /**
     * Makes a terminal of the two streams of a client.
     *
     * @param tty whether the client asked for a terminal, whose lines end in CR LF and which has only one stream
     * @param quiet whether headers are left out
     */
    Terminal(OutputStream out, OutputStream err, boolean tty, boolean quiet) {
        this.out = out;
        this.err = tty ? out : err;
        this.tty = tty;
        this.quiet = quiet;
    }

    Terminal quiet(boolean wanted) {
        return new Terminal(out, err, tty, wanted);
    }

    boolean isTty() {
        return tty;
    }

    /** A header, left out when quiet: `=====> text`. */
    void header(String text) {
        if (!quiet) {
            write(out, "=====> " + text + "\n");
        }
    }

    /** A step: `-----> text`. */
    void step(String text) {
        write(out, "-----> " + text + "\n");
    }

    /** A detail, seven spaces in. */
    void detail(String text) {
        write(out, "       " + text + "\n");
    }

    /** A line as it is. */
    void line(String text) {
        write(out, text + "\n");
    }

    /** Text as it is, without a line end. */
    void text(String text) {
        write(out, text);
    }

    /** Bytes as they are, on a terminal too. */
    void bytes(byte[] bytes) {
        write(out, bytes);
    }

    /** What a program says, as it comes; on a terminal its lines end in CR LF. */
    OutputStream program() {
        return new OutputStream() {

            private int last;

            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                ByteArrayOutputStream text = new ByteArrayOutputStream(length + 16);
                for (int i = offset; i < offset + length; i++) {
                    if (tty && bytes[i] == '\n' && last != '\r') {
                        text.write('\r');
                    }
                    text.write(bytes[i]);
                    last = bytes[i];
                }
                Terminal.this.bytes(text.toByteArray());
            }
        };
    }

    /** Something to look at, on standard output: ` !     text`. */
    void exclaim(String text) {
        text.lines().forEach(line -> write(out, " !     " + line + "\n"));
    }

    /** A failure, on standard error: ` !     text`. */
    void fail(String text) {
        text.lines().forEach(line -> write(err, " !     " + line + "\n"));
    }

    /**
     * The standard output for bytes that are no text.
     *
     * @throws UsageException when it is a terminal
     */
    OutputStream binary() {
        if (tty) {
            throw new UsageException(
                    "The answer is no text. Call the command without a terminal and send its output to a file");
        }
        return out;
    }

    private void write(OutputStream stream, String text) {
        String ended = tty ? text.replace("\r\n", "\n").replace("\n", "\r\n") : text;
        write(stream, ended.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void write(OutputStream stream, byte[] bytes) {
        try {
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
