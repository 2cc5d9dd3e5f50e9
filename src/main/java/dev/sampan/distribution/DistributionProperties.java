package dev.sampan.distribution;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what is pushed here as images.
 *
 * @param unusedAge how long an upload, or a part that no image has, is kept after it was last dealt with
 * @param sweepInterval how often these are looked for
 * @param hostReserve how much of the host's disk a push leaves free
 * @param deployWait how long the client of a push waits for the deploy; a longer one goes on without it
 */
@ConfigurationProperties("sampan.distribution")
public record DistributionProperties(
        @DefaultValue("24h") Duration unusedAge,
        @DefaultValue("1h") Duration sweepInterval,
        @DefaultValue("1g") DataSize hostReserve,
        @DefaultValue("10m") Duration deployWait) {

    public DistributionProperties {
        if (unusedAge.toSeconds() < 1 || sweepInterval.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "sampan.distribution.unused-age and sampan.distribution.sweep-interval must be at least 1s");
        }
        if (deployWait.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "sampan.distribution.deploy-wait is %s; it has to be at least 1s"
                            .formatted(deployWait));
        }
    }
}
