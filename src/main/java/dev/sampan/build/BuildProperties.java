package dev.sampan.build;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
        @DefaultValue("") String npmRegistry) {

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
