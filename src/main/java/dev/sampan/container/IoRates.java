package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * How much a container may read from and write to each disk in a second; empty is unlimited.
 *
 * @param readBytes bytes read
 * @param writeBytes bytes written
 * @param readOperations reads
 * @param writeOperations writes
 */
public record IoRates(
        Optional<DataSize> readBytes,
        Optional<DataSize> writeBytes,
        Optional<Long> readOperations,
        Optional<Long> writeOperations) {

    /** Nothing is limited. */
    public static final IoRates UNLIMITED =
            new IoRates(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
