package dev.sampan.image;

import java.time.Instant;

/**
 * One file, folder, link or mark of a layer.
 *
 * @param kind what it is
 * @param name its path inside the image, without a slash at begin or end; empty for the root
 * @param mode the twelve mode bits
 * @param uid the owner inside the image, 0 to 65535
 * @param gid the group inside the image, 0 to 65535
 * @param size how many bytes a file has
 * @param link where a symbolic link points, as text; which file a hard link is another name of
 * @param time when the content changed last
 */
record LayerEntry(
        Kind kind, String name, int mode, int uid, int gid, long size, String link, Instant time) {

    /** What an entry can be. */
    enum Kind {
        DIRECTORY,
        FILE,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** Hides a file of a layer below. */
        WHITEOUT,
        /** Hides what layers below have in the folder of this name. */
        OPAQUE
    }

    /** The moment that everything in a layer made here carries, so that the same files give the same digest. */
    static final Instant FIXED_TIME = Instant.parse("1980-01-01T00:00:01Z");

    static LayerEntry directory(String name, int mode, int uid, int gid) {
        return new LayerEntry(Kind.DIRECTORY, name, mode, uid, gid, 0, "", FIXED_TIME);
    }

    static LayerEntry mark(Kind kind, String name) {
        return new LayerEntry(kind, name, 0, 0, 0, 0, "", FIXED_TIME);
    }

    LayerEntry at(Instant other) {
        return new LayerEntry(kind, name, mode, uid, gid, size, link, other);
    }
}
