package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * How much of its disk quota an owner uses.
 *
 * @param used bytes in use
 * @param limit the most it may use; empty without a quota
 */
public record StorageUsage(DataSize used, Optional<DataSize> limit) {}
