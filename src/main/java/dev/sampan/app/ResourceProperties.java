package dev.sampan.app;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of an app for which nobody set others.
 *
 * @param app what each process of an app may use
 */
@ConfigurationProperties("sampan.limits")
public record ResourceProperties(@DefaultValue App app) {

    /**
     * The defaults of an app's process. How many files it may have follows from its disk.
     *
     * @param cpu processors
     * @param cpuBoost processors while it starts
     * @param cpuWeight how much of a busy processor, compared with others
     * @param cpuset which processors
     * @param memory memory
     * @param memorySwap swap beyond it
     * @param memoryHigh from where on memory is reclaimed
     * @param pids processes and threads
     * @param disk disk space of the whole app
     * @param ioRead bytes read from a disk in a second
     * @param ioWrite bytes written to a disk in a second
     * @param ioReadIops reads from a disk in a second
     * @param ioWriteIops writes to a disk in a second
     * @param networkIngress bandwidth to the process
     * @param networkEgress bandwidth from the process
     */
    public record App(
            @DefaultValue("1") String cpu,
            @DefaultValue("2") String cpuBoost,
            @DefaultValue("100") String cpuWeight,
            @DefaultValue(Resource.UNLIMITED) String cpuset,
            @DefaultValue("512m") String memory,
            @DefaultValue("0") String memorySwap,
            @DefaultValue(Resource.UNLIMITED) String memoryHigh,
            @DefaultValue("256") String pids,
            @DefaultValue("1g") String disk,
            @DefaultValue("200m") String ioRead,
            @DefaultValue("200m") String ioWrite,
            @DefaultValue("20k") String ioReadIops,
            @DefaultValue("20k") String ioWriteIops,
            @DefaultValue("1gbit") String networkIngress,
            @DefaultValue("1gbit") String networkEgress) {

        /** The amounts by resource, checked. */
        public Map<Resource, String> amounts() {
            Map<Resource, String> amounts = new EnumMap<>(Resource.class);
            amounts.put(Resource.CPU, cpu);
            amounts.put(Resource.CPU_BOOST, cpuBoost);
            amounts.put(Resource.CPU_WEIGHT, cpuWeight);
            amounts.put(Resource.CPUSET, cpuset);
            amounts.put(Resource.MEMORY, memory);
            amounts.put(Resource.MEMORY_SWAP, memorySwap);
            amounts.put(Resource.MEMORY_HIGH, memoryHigh);
            amounts.put(Resource.PIDS, pids);
            amounts.put(Resource.DISK, disk);
            amounts.put(Resource.IO_READ, ioRead);
            amounts.put(Resource.IO_WRITE, ioWrite);
            amounts.put(Resource.IO_READ_IOPS, ioReadIops);
            amounts.put(Resource.IO_WRITE_IOPS, ioWriteIops);
            amounts.put(Resource.NETWORK_INGRESS, networkIngress);
            amounts.put(Resource.NETWORK_EGRESS, networkEgress);
            return checked(amounts);
        }
    }

    public ResourceProperties {
        Contradictions.between("sampan.limits.app", ResourceLimits.of(app.amounts())).stream()
                .findFirst()
                .ifPresent(
                        found -> {
                            throw new IllegalArgumentException(found);
                        });
    }

    private static Map<Resource, String> checked(Map<Resource, String> amounts) {
        Map<Resource, String> checked = new EnumMap<>(Resource.class);
        amounts.forEach((resource, amount) -> checked.put(resource, resource.check(amount)));
        return Collections.unmodifiableMap(checked);
    }
}
