package dev.sampan.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where stacks come from.
 *
 * @param folder the administrator's own definitions, one folder each; they come before those of Sampan
 * @param mirror the Debian mirror, as a line of sources.list or an address; empty for Debian's own
 * @param archives a folder of ready root file systems, NAME.tar, that are used instead of the network, and where one that
 *     was made is kept
 * @param timeout how long making one may take
 */
@ConfigurationProperties("sampan.stack")
public record StackProperties(
        @DefaultValue("/etc/sampan/stacks") Path folder,
        @DefaultValue("") String mirror,
        @Nullable Path archives,
        @DefaultValue("15m") Duration timeout) {

    Optional<Path> archive(String name) {
        return Optional.ofNullable(archives).map(path -> path.resolve(name + ".tar"));
    }
}
