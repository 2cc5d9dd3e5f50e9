package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.util.OptionalLong;

/**
 * How much an owner may store.
 *
 * @param bytes the most bytes
 * @param inodes the most files, folders and links; empty for as many as suit the bytes
 */
public record StorageLimit(DataSize bytes, OptionalLong inodes) {

    public static StorageLimit of(DataSize bytes) {
        return new StorageLimit(bytes, OptionalLong.empty());
    }
}
