package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.distribution.ContentException;
import dev.sampan.image.Digest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.http.HttpRange;
import org.springframework.http.MediaType;

/**
 * Answers with a file, or the part of it that a `Range` asks for.
 *
 * @param file what is answered; it may be removed at any time, and is read to its end all the same
 */
record BlobAnswer(Path file) {

    private static final int BUFFER = 1 << 16;

    /** Of two numbers, when they are no range. */
    private static final Pattern BACKWARDS = Pattern.compile("bytes=[0-9]{1,18}-[0-9]{1,18}");

    void write(
            HttpServletRequest request,
            HttpServletResponse response,
            Supplier<ContentException> gone)
            throws IOException {
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = content.size();
            response.setHeader("Accept-Ranges", "bytes");
            response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
            Optional<HttpRange> range = range(request);
            long first = range.map(wanted -> wanted.getRangeStart(size)).orElse(0L);
            long last = range.map(wanted -> wanted.getRangeEnd(size)).orElse(size - 1);
            if (range.isPresent()) {
                if (first >= size || last < first) {
                    response.setHeader("Content-Range", "bytes */" + size);
                    response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
                    return;
                }
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader("Content-Range", "bytes %d-%d/%d".formatted(first, last, size));
            }
            response.setContentLengthLong(last - first + 1);
            if (request.getMethod().equals("GET")) {
                copy(content.position(first), last - first + 1, response.getOutputStream());
            }
        } catch (NoSuchFileException e) {
            throw gone.get();
        }
    }

    static ContentException unknown(AppName app, Digest digest) {
        return new ContentException(
                ContentException.Code.BLOB_UNKNOWN,
                "App '%s' has no blob '%s'".formatted(app, digest));
    }

    /**
     * One that cannot be read is as good as none, except that one which ends before it begins lies nowhere; several at
     * once are answered with the whole.
     */
    private static Optional<HttpRange> range(HttpServletRequest request) {
        String text = request.getHeader("Range");
        try {
            List<HttpRange> ranges = HttpRange.parseRanges(text);
            return ranges.size() == 1 ? Optional.of(ranges.getFirst()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return text != null && BACKWARDS.matcher(text).matches()
                    ? Optional.of(HttpRange.createByteRange(Long.MAX_VALUE))
                    : Optional.empty();
        }
    }

    private static void copy(FileChannel content, long length, OutputStream target)
            throws IOException {
        InputStream source = Channels.newInputStream(content);
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int read = source.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the file became shorter");
            }
            target.write(buffer, 0, read);
            left -= read;
        }
    }
}
