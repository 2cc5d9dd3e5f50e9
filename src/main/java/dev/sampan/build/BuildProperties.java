package dev.sampan.build;

import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.IoRates;
import dev.sampan.unit.Count;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a build starts from, and what it may use.
 *
 * @param stack the base layer of all apps
 * @param memory the most memory of one build
 * @param cpus the most processor time of one build
 * @param pids the most processes and threads of one build
 * @param timeout the longest that one build may take
 * @param concurrent how many builds may run at the same time; others wait
 * @param caBundle the certificates that the host trusts, shown to builds; nothing is shown when there is no such file
 * @param systemDisk the disk limit of making a runtime layer
 * @param recordsKept how many builds of each app are remembered
 * @param rates how fast one build may use disks and the network
 * @param npmRegistry where Node.js and npm come from; empty for what `npm_config_registry` says
 */
@ConfigurationProperties("sampan.build")
public record BuildProperties(
        @DefaultValue("debian-13") String stack,
        @DefaultValue("2g") DataSize memory,
        @DefaultValue("2") CpuCount cpus,
        @DefaultValue("512") int pids,
        @DefaultValue("15m") Duration timeout,
        @DefaultValue("2") int concurrent,
        @DefaultValue("/etc/ssl/certs/ca-certificates.crt") Path caBundle,
        @DefaultValue("4g") DataSize systemDisk,
        @DefaultValue("20") int recordsKept,
        @DefaultValue Rates rates,
        @DefaultValue("") String npmRegistry) {

    /**
     * How fast one build may use disks and the network: twice what a process of an app may, by default.
     *
     * @param ioRead bytes read from a disk in a second
     * @param ioWrite bytes written to a disk in a second
     * @param ioReadIops reads from a disk in a second
     * @param ioWriteIops writes to a disk in a second
     * @param networkIngress bandwidth to the build
     * @param networkEgress bandwidth from the build
     */
    public record Rates(
            @DefaultValue("400m") String ioRead,
            @DefaultValue("400m") String ioWrite,
            @DefaultValue("40k") String ioReadIops,
            @DefaultValue("40k") String ioWriteIops,
            @DefaultValue("2gbit") String networkIngress,
            @DefaultValue("2gbit") String networkEgress) {

        public Rates {
            ioRead = Resource.IO_READ.check(ioRead);
            ioWrite = Resource.IO_WRITE.check(ioWrite);
            ioReadIops = Resource.IO_READ_IOPS.check(ioReadIops);
            ioWriteIops = Resource.IO_WRITE_IOPS.check(ioWriteIops);
            networkIngress = Resource.NETWORK_INGRESS.check(networkIngress);
            networkEgress = Resource.NETWORK_EGRESS.check(networkEgress);
        }

        private ResourceLimits limits() {
            return new ResourceLimits(
                    Map.of(
                            Resource.IO_READ, ioRead,
                            Resource.IO_WRITE, ioWrite,
                            Resource.IO_READ_IOPS, ioReadIops,
                            Resource.IO_WRITE_IOPS, ioWriteIops,
                            Resource.NETWORK_INGRESS, networkIngress,
                            Resource.NETWORK_EGRESS, networkEgress),
                    Map.of());
        }
    }

    private static final Pattern STACK = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    public BuildProperties {
        if (!STACK.matcher(stack).matches()) {
            throw new IllegalArgumentException(
                    "sampan.build.stack is '%s', which cannot be a stack's name".formatted(stack));
        }
        if (concurrent < 1 || pids < 1 || recordsKept < 1) {
            throw new IllegalArgumentException(
                    "sampan.build.concurrent, sampan.build.pids and sampan.build.records-kept must be at least 1");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("sampan.build.timeout must be more than 0");
        }
    }

    /** What the container of a build may use. */
    ContainerLimits limits() {
        ResourceLimits held = rates.limits();
        return new ContainerLimits(
                        Optional.of(cpus),
                        Optional.of(memory),
                        Optional.of(pids),
                        held.networkIngress(),
                        held.networkEgress())
                .withIo(
                        new IoRates(
                                held.ioRead(),
                                held.ioWrite(),
                                held.ioReadOperations().map(Count::value),
                                held.ioWriteOperations().map(Count::value)));
    }

    /** The address of the npm registry, as it is set, or as this environment says; empty when neither does. */
    String npmRegistry(Map<String, String> environment) {
        return Stream.of(
                        npmRegistry,
                        environment.getOrDefault("npm_config_registry", ""),
                        environment.getOrDefault("NPM_CONFIG_REGISTRY", ""))
                .filter(address -> !address.isBlank())
                .findFirst()
                .orElse("")
                .replaceFirst("/+$", "");
    }
}
