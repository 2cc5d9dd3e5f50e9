package dev.sampan.router;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compressors of one worker: so many at once, of which some are kept for the next answers. */
final class Compressors {

    private static final int MOST = 64;
    private static final int MOST_KEPT = 4;

    private final Map<ContentCoding, ArrayDeque<Compressor>> kept =
            new EnumMap<>(ContentCoding.class);
    private int used;
    private boolean zstdFails;

    /** A compressor for one answer; null when as many are at work as may, or there is none of that coding. */
    @Nullable Compressor take(ContentCoding coding) {
        if (used >= MOST || (coding == ContentCoding.ZSTD && zstdFails)) {
            return null;
        }
        ArrayDeque<Compressor> idle = kept.get(coding);
        Compressor taken = idle == null ? null : idle.pollLast();
        if (taken == null) {
            taken = make(coding);
        }
        used += taken == null ? 0 : 1;
        return taken;
    }

    private @Nullable Compressor make(ContentCoding coding) {
        try {
            return switch (coding) {
                case GZIP -> new GzipCompressor();
                case ZSTD -> new ZstdCompressor();
            };
        } catch (LinkageError e) {
            zstdFails = true;
            RouterLog.error("Answers are not compressed by zstd: its library cannot be loaded", e);
            return null;
        }
    }

    void giveBack(ContentCoding coding, Compressor done) {
        used--;
        ArrayDeque<Compressor> idle = kept.computeIfAbsent(coding, _ -> new ArrayDeque<>());
        if (idle.size() >= MOST_KEPT) {
            done.close();
        } else {
            done.reset();
            idle.addLast(done);
        }
    }

    /** How many are at work. */
    int used() {
        return used;
    }
}
