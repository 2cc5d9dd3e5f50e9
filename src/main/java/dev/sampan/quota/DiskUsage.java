package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import java.util.Optional;

/**
 * How much of its disk space an owner uses.
 *
 * @param used bytes in use
 * @param limit the most that it may use; empty when nothing limits it
 */
public record DiskUsage(DataSize used, Optional<DataSize> limit) {}
