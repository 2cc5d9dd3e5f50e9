package dev.sampan.app;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.Count;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one process of an app may use, and what is set aside for it. A limit that is missing or `unlimited` is none.
 *
 * @param limits the canonical amounts that it gets at the most
 * @param reservations the canonical amounts that it gets when the machine is busy
 */
public record ResourceLimits(Map<Resource, String> limits, Map<Resource, String> reservations) {

    private static final String NO_BOOST = "0";

    /** Storage always has a size: this one stands for unlimited, larger than the disks of one machine. */
    private static final DataSize UNLIMITED_DISK = DataSize.ofGibibytes(1024);

    public ResourceLimits {
        limits = ordered(limits);
        reservations = ordered(reservations);
    }

    /** Limits alone. */
    static ResourceLimits of(Map<Resource, String> limits) {
        return new ResourceLimits(limits, Map.of());
    }

    public Optional<CpuCount> cpu() {
        return limit(Resource.CPU, CpuCount::parse);
    }

    /** What stands for {@link #cpu} while it starts: the boost, when that is more. */
    public Optional<CpuCount> startCpu() {
        String boost = limits.getOrDefault(Resource.CPU_BOOST, NO_BOOST);
        return switch (boost) {
            case Resource.UNLIMITED -> Optional.empty();
            case NO_BOOST -> cpu();
            default -> cpu().map(limit -> larger(limit, CpuCount.parse(boost)));
        };
    }

    private static CpuCount larger(CpuCount one, CpuCount other) {
        return one.millis() > other.millis() ? one : other;
    }

    public Optional<Integer> cpuWeight() {
        return limit(Resource.CPU_WEIGHT, Integer::valueOf);
    }

    public Optional<CpuSet> cpuset() {
        return limit(Resource.CPUSET, CpuSet::parse);
    }

    public Optional<DataSize> memory() {
        return limit(Resource.MEMORY, DataSize::parse);
    }

    /** Swap beyond the memory. */
    public Optional<DataSize> memorySwap() {
        return limit(Resource.MEMORY_SWAP, DataSize::parse);
    }

    public Optional<DataSize> memoryHigh() {
        return limit(Resource.MEMORY_HIGH, DataSize::parse);
    }

    public Optional<Integer> pids() {
        return limit(Resource.PIDS, Integer::valueOf);
    }

    public Optional<DataSize> disk() {
        return limit(Resource.DISK, DataSize::parse);
    }

    /** Files and folders; empty for as many as suit the disk. */
    public Optional<Count> inodes() {
        return limit(Resource.INODES, Count::parse);
    }

    /** Bytes per second. */
    public Optional<DataSize> ioRead() {
        return limit(Resource.IO_READ, DataSize::parse);
    }

    public Optional<DataSize> ioWrite() {
        return limit(Resource.IO_WRITE, DataSize::parse);
    }

    /** Operations per second. */
    public Optional<Count> ioReadOperations() {
        return limit(Resource.IO_READ_IOPS, Count::parse);
    }

    public Optional<Count> ioWriteOperations() {
        return limit(Resource.IO_WRITE_IOPS, Count::parse);
    }

    public Optional<BitRate> networkIngress() {
        return limit(Resource.NETWORK_INGRESS, BitRate::parse);
    }

    public Optional<BitRate> networkEgress() {
        return limit(Resource.NETWORK_EGRESS, BitRate::parse);
    }

    /** How many connections all processes of the app may have open at once. */
    public Optional<Integer> connections() {
        return limit(Resource.CONNECTIONS, Integer::valueOf);
    }

    public Optional<CpuCount> reservedCpu() {
        return Optional.ofNullable(reservations.get(Resource.CPU)).map(CpuCount::parse);
    }

    public Optional<DataSize> reservedMemory() {
        return Optional.ofNullable(reservations.get(Resource.MEMORY)).map(DataSize::parse);
    }

    /** The size of the app's storage. */
    public DataSize storageSize() {
        return disk().orElse(UNLIMITED_DISK);
    }

    /** The limit of a resource as text, `unlimited` when there is none. */
    public String text(Resource resource) {
        return limits.getOrDefault(
                resource, resource == Resource.INODES ? Resource.BY_DISK : Resource.UNLIMITED);
    }

    private <T> Optional<T> limit(Resource resource, Function<String, T> parse) {
        return Optional.ofNullable(limits.get(resource))
                .filter(amount -> !amount.equals(Resource.UNLIMITED))
                .map(parse);
    }

    private static Map<Resource, String> ordered(Map<Resource, String> amounts) {
        Map<Resource, String> copy = new EnumMap<>(Resource.class);
        copy.putAll(amounts);
        return Collections.unmodifiableMap(copy);
    }
}
