package dev.sampan.router;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of which a changed copy shares nearly all: it lies in chunks, and only those with changes are made anew.
 * Ten thousand routes are replaced while requests are served from a small heap, and most of them are those from before.
 */
final class SnapshotMap<K, V> {

    private static final int BITS = 8;

    private final Map<K, V>[] chunks;
    private final int size;

    private SnapshotMap(Map<K, V>[] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // an array of maps of any type, none of which holds anything
    static <K, V> SnapshotMap<K, V> empty() {
        Map<K, V>[] chunks = (Map<K, V>[]) new Map<?, ?>[1 << BITS];
        Arrays.fill(chunks, Map.of());
        return new SnapshotMap<>(chunks, 0);
    }

    @Nullable V get(K key) {
        return chunks[chunkOf(key)].get(key);
    }

    boolean contains(K key) {
        return chunks[chunkOf(key)].containsKey(key);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Other bits of the hash than those that a chunk looks at first. */
    private static int chunkOf(Object key) {
        return (key.hashCode() * 0x9E3779B9) >>> (32 - BITS);
    }

    Edit<K, V> edit() {
        return new Edit<>(chunks.clone(), size);
    }

    /** A copy that is being changed, by one thread. */
    static final class Edit<K, V> {

        private final Map<K, V>[] chunks;
        private final boolean[] own = new boolean[1 << BITS];
        private int size;

        private Edit(Map<K, V>[] chunks, int size) {
            this.chunks = chunks;
            this.size = size;
        }

        @Nullable V get(K key) {
            return chunks[chunkOf(key)].get(key);
        }

        void put(K key, V value) {
            if (own(key).put(key, value) == null) {
                size++;
            }
        }

        void remove(K key) {
            if (own(key).remove(key) != null) {
                size--;
            }
        }

        private Map<K, V> own(K key) {
            int at = chunkOf(key);
            if (!own[at]) {
                chunks[at] = new HashMap<>(chunks[at]);
                own[at] = true;
            }
            return chunks[at];
        }

        /** The copy, which is changed no more. */
        SnapshotMap<K, V> done() {
            return new SnapshotMap<>(chunks, size);
        }
    }
}
