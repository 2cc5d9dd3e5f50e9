package dev.sampan.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends a connection that brings nothing any more: whoever reads it fails then instead of waiting for ever. */
final class StallGuard extends FilterInputStream {

    private final long limit;
    private final ScheduledFuture<?> check;
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean stalled;

    StallGuard(InputStream in, Duration limit, ScheduledExecutorService timer) {
        super(in);
        this.limit = limit.toNanos();
        long period = Math.max(1, this.limit / 4);
        this.check = timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (waiting && System.nanoTime() - waitingSince > limit) {
            stalled = true;
            check.cancel(false);
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            int read = in.read(bytes, offset, length);
            if (stalled) {
                throw new IOException(message());
            }
            return read;
        } catch (IOException e) {
            throw stalled ? new IOException(message(), e) : e;
        } finally {
            waiting = false;
        }
    }

    private String message() {
        return "nothing came for %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(limit));
    }

    @Override
    public void close() throws IOException {
        check.cancel(false);
        super.close();
    }
}
