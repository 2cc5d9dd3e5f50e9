package dev.sampan.git;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The stream to a git client, shared by the protocol and the keep-alive: whole packets never mix, and the first failed
 * write tells who waits for it that the client left.
 */
final class ClientStream extends FilterOutputStream {

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean gone;

    ClientStream(OutputStream out) {
        super(out);
    }

    /** Calls back once when a write fails; at once when one failed already. */
    void onGone(Runnable listener) {
        lock.lock();
        try {
            if (gone) {
                listener.run();
            } else {
                listeners.add(listener);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        guarded(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        guarded(out::flush);
    }

    /** Writes and flushes in one step that no other write comes between. */
    void writeAndFlush(byte[] packet) throws IOException {
        guarded(
                () -> {
                    out.write(packet, 0, packet.length);
                    out.flush();
                });
    }

    private void guarded(Action action) throws IOException {
        lock.lock();
        try {
            action.run();
        } catch (IOException e) {
            gone = true;
            listeners.forEach(Runnable::run);
            listeners.clear();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
