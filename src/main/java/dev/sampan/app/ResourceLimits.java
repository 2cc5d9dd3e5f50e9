package dev.sampan.app;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one process of an app may use; an empty value means unlimited.
 *
 * @param cpu processor time
 * @param memory memory, swap included
 * @param pids processes and threads
 * @param disk disk space of the whole app
 * @param networkIngress bandwidth to the process
 * @param networkEgress bandwidth from the process
 */
public record ResourceLimits(
        Optional<CpuCount> cpu,
        Optional<DataSize> memory,
        Optional<Integer> pids,
        Optional<DataSize> disk,
        Optional<BitRate> networkIngress,
        Optional<BitRate> networkEgress) {

    /** Storage always has a size: this one stands for unlimited, larger than the disks of one machine. */
    private static final DataSize UNLIMITED_DISK = DataSize.ofGibibytes(1024);

    /** The size of the app's storage. */
    public DataSize storageSize() {
        return disk.orElse(UNLIMITED_DISK);
    }

    /** The limits that canonical amounts say; a resource that is missing or `unlimited` is not limited. */
    static ResourceLimits of(Map<Resource, String> amounts) {
        return new ResourceLimits(
                amount(amounts, Resource.CPU).map(CpuCount::parse),
                amount(amounts, Resource.MEMORY).map(DataSize::parse),
                amount(amounts, Resource.PIDS).map(Integer::valueOf),
                amount(amounts, Resource.DISK).map(DataSize::parse),
                amount(amounts, Resource.NETWORK_INGRESS).map(BitRate::parse),
                amount(amounts, Resource.NETWORK_EGRESS).map(BitRate::parse));
    }

    /** The limit of a resource as text, `unlimited` when there is none. */
    public String text(Resource resource) {
        Optional<?> amount =
                switch (resource) {
                    case CPU -> cpu;
                    case MEMORY -> memory;
                    case PIDS -> pids;
                    case DISK -> disk;
                    case NETWORK_INGRESS -> networkIngress;
                    case NETWORK_EGRESS -> networkEgress;
                };
        return amount.map(Object::toString).orElse(Resource.UNLIMITED);
    }

    private static Optional<String> amount(Map<Resource, String> amounts, Resource resource) {
        @Nullable String text = amounts.get(resource);
        return text == null || text.equals(Resource.UNLIMITED)
                ? Optional.empty()
                : Optional.of(text);
    }
}
