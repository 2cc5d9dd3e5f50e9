package dev.sampan.image;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which registries images are pulled from, and how.
 *
 * @param trusted hosts, with their port if they have one, that may lie in a private network or on this machine
 * @param insecure hosts that are asked without TLS; they are trusted as well
 * @param parallel how many layers of an image are fetched at the same time
 * @param stall how long a connection may bring nothing until it counts as broken
 * @param attempts how often a layer is asked for, each time from where it broke off
 * @param pause how long is waited before the second attempt; before each later one twice as long
 */
@ConfigurationProperties("sampan.registry")
public record RegistryProperties(
        @DefaultValue List<String> trusted,
        @DefaultValue List<String> insecure,
        @DefaultValue("3") int parallel,
        @DefaultValue("30s") Duration stall,
        @DefaultValue("4") int attempts,
        @DefaultValue("1s") Duration pause) {

    public RegistryProperties {
        trusted = List.copyOf(trusted);
        insecure = List.copyOf(insecure);
        if (parallel < 1 || attempts < 1) {
            throw new IllegalArgumentException(
                    "sampan.registry.parallel and sampan.registry.attempts must be at least 1");
        }
        if (stall.toMillis() < 1 || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "sampan.registry.stall must be at least 1 ms, and sampan.registry.pause not below 0");
        }
    }
}
