package dev.sampan.image;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a layer is compressed. What is written in a manifest about it is often wrong, so its first bytes count. */
enum Compression {
    NONE(new byte[0]),
    GZIP(new byte[] {0x1f, (byte) 0x8b}),
    ZSTD(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}),
    BZIP2(new byte[] {'B', 'Z', 'h'}),
    XZ(new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST = 6;

    private final byte[] begin;

    Compression(byte[] begin) {
        this.begin = begin;
    }

    /** Looks at the first bytes and leaves them where they are. */
    static Compression of(BufferedInputStream stream) throws IOException {
        stream.mark(LONGEST);
        byte[] first = stream.readNBytes(LONGEST);
        stream.reset();
        for (Compression each : values()) {
            if (each != NONE
                    && first.length >= each.begin.length
                    && Arrays.equals(
                            first, 0, each.begin.length, each.begin, 0, each.begin.length)) {
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
