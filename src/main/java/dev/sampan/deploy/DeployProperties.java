package dev.sampan.deploy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of old deploys.
 *
 * @param releasesKept how many releases of an app keep their image, so that one can roll back to them, unless somebody set
 *     another number
 * @param sweepInterval how often images that nothing needs are looked for
 */
@ConfigurationProperties("sampan.deploy")
public record DeployProperties(
        @DefaultValue("10") int releasesKept, @DefaultValue("1h") Duration sweepInterval) {

    public DeployProperties {
        if (releasesKept < 2) {
            throw new IllegalArgumentException(
                    "sampan.deploy.releases-kept is %d; a rollback needs at least 2"
                            .formatted(releasesKept));
        }
        if (sweepInterval.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "sampan.deploy.sweep-interval is %s; it has to be at least 1 s"
                            .formatted(sweepInterval));
        }
    }
}
