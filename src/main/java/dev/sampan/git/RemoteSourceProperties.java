package dev.sampan.git;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be fetched from repositories elsewhere.
 *
 * @param privateNetworks whether they may be in private networks or on this machine
 * @param maxSize the most bytes of one repository
 * @param timeout the longest that one may take
 */
@ConfigurationProperties("sampan.git.remote")
record RemoteSourceProperties(
        @DefaultValue("false") boolean privateNetworks,
        @DefaultValue("256m") DataSize maxSize,
        @DefaultValue("2m") Duration timeout) {

    RemoteSourceProperties {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("sampan.git.remote.timeout must be more than 0");
        }
    }
}
