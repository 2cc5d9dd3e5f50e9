package dev.sampan.image;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a layer is compressed. What is written in a manifest about it is often wrong, so its first bytes count. */
enum Compression {
    NONE(""),
    GZIP("1f8b"),
    ZSTD("28b52ffd"),
    BZIP2("425a68"),
    XZ("fd377a585a00");

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST = 6;

    /** The fastest ordinary level, since every push waits for it; it costs far less time than hashing. */
    private static final int LEVEL = 1;

    /** Each takes some MiB of memory. */
    private static final int WORKERS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    /** The first bytes, in hexadecimal digits. */
    private final String begin;

    Compression(String begin) {
        this.begin = begin;
    }

    /** Packs a layer, on some processors: whoever hashes it is not faster than these. */
    static OutputStream zstd(OutputStream target) throws IOException {
        return new ZstdOutputStream(target, LEVEL).setWorkers(WORKERS);
    }

    /** Looks at the first bytes and leaves them where they are. */
    static Compression of(BufferedInputStream stream) throws IOException {
        stream.mark(LONGEST);
        byte[] first = stream.readNBytes(LONGEST);
        stream.reset();
        String found = HexFormat.of().formatHex(first);
        for (Compression each : values()) {
            if (each != NONE && found.startsWith(each.begin)) {
                return each;
            }
        }
        return NONE;
    }

    /**
     * What the stream has in it.
     *
     * @throws InvalidLayerException when it is in a form that layers do not have
     */
    InputStream open(InputStream stream) throws IOException {
        return switch (this) {
            case NONE -> stream;
            case GZIP -> new GZIPInputStream(stream, BUFFER);
            case ZSTD -> new ZstdInputStream(stream);
            case BZIP2, XZ ->
                    throw new InvalidLayerException(
                            "A layer is compressed by %s; gzip and zstd are known here"
                                    .formatted(name().toLowerCase(Locale.ROOT)));
        };
    }
}
