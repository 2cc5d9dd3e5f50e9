package dev.sampan.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What somebody types into a terminal, whole lines at a time: the client sends single keys, so echo, erase and Ctrl-C are
 * ours to do.
 */
final class TerminalInput extends InputStream {

    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;
    private static final int LONGEST_LINE = 4096;
    private static final byte[] END = {};

    private final InputStream keys;
    private final OutputStream echo;
    private final Runnable interrupt;
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>(64);
    private byte[] current = {};
    private int position;
    private boolean ended;

    TerminalInput(InputStream keys, OutputStream echo, Runnable interrupt) {
        this.keys = keys;
        this.echo = echo;
        this.interrupt = interrupt;
        Thread.ofVirtual().name("ssh-terminal").start(this::pump);
    }

    private void pump() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int key = keys.read(); key >= 0 && key != CTRL_D; key = keys.read()) {
                take(key, line);
            }
            lines.put(END);
        } catch (IOException | InterruptedException e) {
            // The client is gone; whoever still reads gets the end.
            lines.clear();
            lines.add(END);
        }
    }

    private void take(int key, ByteArrayOutputStream line)
            throws IOException, InterruptedException {
        switch (key) {
            case CTRL_C -> {
                echo("^C\r\n");
                line.reset();
                interrupt.run();
            }
            case '\r', '\n' -> {
                echo("\r\n");
                line.write('\n');
                lines.put(line.toByteArray());
                line.reset();
            }
            case BACKSPACE, DELETE -> {
                byte[] typed = line.toByteArray();
                if (typed.length > 0) {
                    line.reset();
                    line.write(typed, 0, typed.length - 1);
                    echo("\b \b");
                }
            }
            default -> {
                if (key >= ' ' && line.size() < LONGEST_LINE) {
                    line.write(key);
                    echo.write(key);
                    echo.flush();
                }
            }
        }
    }

    private void echo(String text) throws IOException {
        echo.write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        echo.flush();
    }

    @Override
    public int read() throws IOException {
        if (ended) {
            return -1;
        }
        if (position == current.length) {
            try {
                current = lines.take();
                position = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("interrupted");
            }
            if (current.length == 0) {
                ended = true;
                return -1;
            }
        }
        return current[position++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int first = read();
        if (first < 0) {
            return -1;
        }
        int count = Math.min(length - 1, current.length - position);
        bytes[offset] = (byte) first;
        System.arraycopy(current, position, bytes, offset + 1, count);
        position += count;
        return count + 1;
    }
}
