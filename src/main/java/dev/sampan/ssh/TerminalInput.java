package dev.sampan.ssh;

import dev.sampan.container.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What somebody types into a terminal, whole lines at a time: the client sends single keys, so echo, erase and Ctrl-C are
 * ours to do, until a program with a terminal of its own takes over.
 */
final class TerminalInput extends InputStream {

    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;
    private static final int LONGEST_LINE = 4096;
    private static final int CHUNK = 4096;
    private static final byte[] END = {};

    private final InputStream keys;
    private final OutputStream echo;
    private final Runnable interrupt;
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>(64);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private volatile Console.@Nullable Typing typing;
    private byte[] current = {};
    private int position;
    private boolean ended;

    TerminalInput(InputStream keys, OutputStream echo, Runnable interrupt) {
        this.keys = keys;
        this.echo = echo;
        this.interrupt = interrupt;
        Thread.ofVirtual().name("ssh-terminal").start(this::pump);
    }

    /** From now on a program's own terminal sees each key, also those of lines that nobody has read; nothing is done with them here. */
    synchronized void passTo(Console.Typing program) {
        typing = program;
        passPending(program);
    }

    private void pump() {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int n = keys.read(chunk); n >= 0; n = keys.read(chunk)) {
                Console.Typing program = typing;
                if (program == null) {
                    for (int i = 0; i < n; i++) {
                        take(chunk[i] & 0xff);
                    }
                } else {
                    pass(program, chunk, n);
                }
            }
            end();
        } catch (IOException | InterruptedException e) {
            // The client is gone; whoever still reads gets the end.
            lines.clear();
            lines.add(END);
        }
    }

    private void end() throws InterruptedException {
        Console.Typing program = typing;
        if (program == null) {
            lines.put(END);
        } else {
            program.ended();
        }
    }

    private void pass(Console.Typing program, byte[] chunk, int length)
            throws InterruptedException {
        passPending(program);
        program.typed(chunk, length);
    }

    private synchronized void passPending(Console.Typing program) {
        try {
            for (byte[] pending = lines.poll(); pending != null; pending = lines.poll()) {
                byte[] keys = pending.length == 0 ? new byte[] {CTRL_D} : pending;
                program.typed(keys, keys.length);
            }
            program.typed(line.toByteArray(), line.size());
            line.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(int key) throws IOException, InterruptedException {
        switch (key) {
            case CTRL_C -> {
                echo("^C\r\n");
                drop();
                interrupt.run();
            }
            case CTRL_D -> lines.put(END);
            case '\r', '\n' -> {
                echo("\r\n");
                lines.put(completed());
            }
            case BACKSPACE, DELETE -> {
                if (erase()) {
                    echo("\b \b");
                }
            }
            default -> {
                if (key >= ' ' && add(key)) {
                    echo.write(key);
                    echo.flush();
                }
            }
        }
    }

    private synchronized void drop() {
        line.reset();
    }

    private synchronized byte[] completed() {
        line.write('\n');
        byte[] whole = line.toByteArray();
        line.reset();
        return whole;
    }

    private synchronized boolean erase() {
        byte[] typed = line.toByteArray();
        if (typed.length == 0) {
            return false;
        }
        line.reset();
        line.write(typed, 0, typed.length - 1);
        return true;
    }

    private synchronized boolean add(int key) {
        if (line.size() >= LONGEST_LINE) {
            return false;
        }
        line.write(key);
        return true;
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
