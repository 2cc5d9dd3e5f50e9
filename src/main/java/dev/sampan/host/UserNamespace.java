package dev.sampan.host;

import java.nio.file.Path;

/**
 * A user namespace whose IDs 0 to 65535 are a block of the host's.
 *
 * @param path a file that stands for the namespace
 * @param firstUid the host's UID and GID that are 0 inside
 */
public record UserNamespace(Path path, int firstUid) {

    /** How many IDs a block has. */
    public static final int IDS = 65_536;
}
