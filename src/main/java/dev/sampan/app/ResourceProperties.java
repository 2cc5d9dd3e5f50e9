package dev.sampan.app;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of an app, and of a build, for which nobody set others.
 *
 * @param app what each process of an app may use
 * @param build what a build may use
 */
@ConfigurationProperties("sampan.limits")
public record ResourceProperties(@DefaultValue App app, @DefaultValue Build build) {

    /**
     * The defaults of an app's process.
     *
     * @param cpu processors
     * @param memory memory
     * @param pids processes and threads
     * @param disk disk space of the whole app
     * @param networkIngress bandwidth to the process
     * @param networkEgress bandwidth from the process
     */
    public record App(
            @DefaultValue("1") String cpu,
            @DefaultValue("512m") String memory,
            @DefaultValue("256") String pids,
            @DefaultValue("1g") String disk,
            @DefaultValue(Resource.UNLIMITED) String networkIngress,
            @DefaultValue(Resource.UNLIMITED) String networkEgress) {

        /** The amounts by resource, checked. */
        public Map<Resource, String> amounts() {
            return checked(cpu, memory, pids, disk, networkIngress, networkEgress);
        }
    }

    /**
     * The limits of a build.
     *
     * @param cpu processors
     * @param memory memory
     * @param pids processes and threads
     * @param disk disk space for the build and its cache
     */
    public record Build(
            @DefaultValue("2") String cpu,
            @DefaultValue("2g") String memory,
            @DefaultValue("1024") String pids,
            @DefaultValue("4g") String disk) {

        public ResourceLimits limits() {
            return ResourceLimits.of(
                    checked(cpu, memory, pids, disk, Resource.UNLIMITED, Resource.UNLIMITED));
        }
    }

    public ResourceProperties {
        app.amounts();
        build.limits();
    }

    private static Map<Resource, String> checked(
            String cpu, String memory, String pids, String disk, String ingress, String egress) {
        Map<Resource, String> amounts = new EnumMap<>(Resource.class);
        amounts.put(Resource.CPU, Resource.CPU.check(cpu));
        amounts.put(Resource.MEMORY, Resource.MEMORY.check(memory));
        amounts.put(Resource.PIDS, Resource.PIDS.check(pids));
        amounts.put(Resource.DISK, Resource.DISK.check(disk));
        amounts.put(Resource.NETWORK_INGRESS, Resource.NETWORK_INGRESS.check(ingress));
        amounts.put(Resource.NETWORK_EGRESS, Resource.NETWORK_EGRESS.check(egress));
        return Collections.unmodifiableMap(amounts);
    }
}
