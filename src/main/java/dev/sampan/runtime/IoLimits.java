package dev.sampan.runtime;

import dev.sampan.unit.DataSize;
import java.util.List;
import java.util.Optional;

/**
 * How much a control group may read from and write to disks in a second, from each of them; empty is unlimited.
 *
 * @param devices the disks
 * @param readBytes bytes read
 * @param writeBytes bytes written
 * @param readOperations reads
 * @param writeOperations writes
 */
public record IoLimits(
        List<Device> devices,
        Optional<DataSize> readBytes,
        Optional<DataSize> writeBytes,
        Optional<Long> readOperations,
        Optional<Long> writeOperations) {

    /** Nothing is limited. */
    public static final IoLimits NONE =
            new IoLimits(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /**
     * A disk as the kernel numbers it.
     *
     * @param major the driver
     * @param minor which one of it
     */
    public record Device(int major, int minor) {

        @Override
        public String toString() {
            return major + ":" + minor;
        }
    }

    public IoLimits {
        devices = List.copyOf(devices);
    }

    boolean isUnlimited() {
        return readBytes.isEmpty()
                && writeBytes.isEmpty()
                && readOperations.isEmpty()
                && writeOperations.isEmpty();
    }
}
