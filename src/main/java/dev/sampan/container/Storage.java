package dev.sampan.container;

import java.nio.file.Path;

/**
 * The part of the disk that belongs to one owner: limited by a quota, its files owned by the owner's UID block.
 *
 * @param owner whose it is
 * @param root the folder that the quota covers
 * @param firstUid the host UID that is UID 0 inside the owner's containers; the block is 65,536 long
 */
public record Storage(String owner, Path root, int firstUid) {

    static final String LENT = "files";

    /** Whom the files of a folder that is lent belong to: each container sees this user as its own. */
    static final int LENT_TO = 1000;

    /** The folder of a volume; it is made, for the user of the first container that shows it, when that starts. */
    public Path volume(String name) {
        return volumes().resolve(name);
    }

    /** The folder that others see of it; made by {@link Containers#lentStorage}. */
    public Path lent() {
        return volume(LENT);
    }

    /** What builds leave for the next one, a folder for each kind. */
    public Path cache() {
        return root.resolve("cache");
    }

    /** Where the volumes are; containers see none but those that are mounted. */
    Path volumes() {
        return root.resolve("volumes");
    }

    /** The host UID of a user inside the owner's containers. */
    public int hostUid(int uid) {
        return Math.addExact(firstUid, uid);
    }
}
