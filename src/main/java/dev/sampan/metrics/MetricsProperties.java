package dev.sampan.metrics;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How closely processes are watched.
 *
 * @param sampleInterval how often it is looked whether a process came up against a limit
 * @param quietAfter how long a limit must not be hit before the next hit is told again
 * @param throttledShare the part of the time that a process must have been held back, by its limit or its
 *     neighbours, for it to be told
 */
@ConfigurationProperties("sampan.metrics")
public record MetricsProperties(
        @DefaultValue("2s") Duration sampleInterval,
        @DefaultValue("60s") Duration quietAfter,
        @DefaultValue("0.25") double throttledShare) {

    public MetricsProperties {
        if (sampleInterval.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "sampan.metrics.sample-interval is %s; it has to be at least 100 ms"
                            .formatted(sampleInterval));
        }
        if (throttledShare <= 0 || throttledShare > 1) {
            throw new IllegalArgumentException(
                    "sampan.metrics.throttled-share is %s; it has to be more than 0 and at most 1"
                            .formatted(throttledShare));
        }
    }
}
