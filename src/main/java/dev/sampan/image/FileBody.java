package dev.sampan.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is sent with a request: a part of a file, as often as it takes, or nothing. */
final class FileBody implements AutoCloseable {

    static final FileBody NONE = new FileBody(null, 0, 0);

    private final @Nullable Path file;
    private final long first;
    private final long length;
    private final AtomicLong taken = new AtomicLong();
    private volatile @Nullable InputStream open;

    private FileBody(@Nullable Path file, long first, long length) {
        this.file = file;
        this.first = first;
        this.length = length;
    }

    /** A file from one byte on, so many bytes. */
    static FileBody of(Path file, long first, long length) {
        return new FileBody(length == 0 ? null : file, first, length);
    }

    HttpRequest.BodyPublisher publisher() {
        Path source = file;
        if (source == null) {
            return HttpRequest.BodyPublishers.noBody();
        }
        return HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(() -> begin(source)), length);
    }

    /**
     * Waits for the answer, as long as something is taken of what is sent.
     *
     * @param limit how long nothing may be taken, and how long the answer may take after all was
     */
    HttpResponse<InputStream> await(
            CompletableFuture<HttpResponse<InputStream>> answer, Duration limit)
            throws IOException, InterruptedException {
        while (true) {
            long before = taken.get();
            try {
                return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (taken.get() == before) {
                    answer.cancel(true);
                    throw new IOException(
                            "nothing was answered for %d s".formatted(limit.toSeconds()), e);
                }
            } catch (InterruptedException e) {
                answer.cancel(true);
                throw e;
            } catch (ExecutionException e) {
                throw unwrapped(e);
            }
        }
    }

    private InputStream begin(Path source) {
        try {
            close();
            FileChannel channel = FileChannel.open(source, StandardOpenOption.READ);
            channel.position(first);
            InputStream stream = new Part(Channels.newInputStream(channel), length, taken);
            open = stream;
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IOException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case IOException io -> io;
            case null, default -> new IOException(e.getMessage(), e);
        };
    }

    @Override
    public void close() throws IOException {
        InputStream stream = open;
        if (stream != null) {
            stream.close();
        }
    }

    /** So many bytes of a stream; tells how many were taken. */
    private static final class Part extends FilterInputStream {

        private final AtomicLong taken;
        private long left;

        Part(InputStream in, long length, AtomicLong taken) {
            super(in);
            this.left = length;
            this.taken = taken;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            if (read > 0) {
                left -= read;
                taken.addAndGet(read);
            }
            return read;
        }
    }
}
