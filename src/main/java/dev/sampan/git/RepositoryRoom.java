package dev.sampan.git;

import dev.sampan.unit.DataSize;

/**
 * What an app may store, its repository included.
 *
 * @param limit the most
 * @param used what it stores now
 */
public record RepositoryRoom(DataSize limit, DataSize used) {

    /** What it may store more. */
    public DataSize left() {
        return DataSize.ofBytes(Math.max(0, limit.bytes() - used.bytes()));
    }
}
