package dev.sampan.acme;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How certificates are got from an authority.
 *
 * @param checkInterval how often it is looked which certificates are to be renewed
 * @param answerTimeout how long an authority may take for one step
 * @param trustedRoots a PEM file with the roots by which the authority's own server is trusted in place of those of Java
 * @param checkDns whether host names have to have an address before the authority is asked
 */
@ConfigurationProperties("sampan.acme")
public record AcmeProperties(
        @DefaultValue("1h") Duration checkInterval,
        @DefaultValue("2m") Duration answerTimeout,
        Optional<Path> trustedRoots,
        @DefaultValue("true") boolean checkDns) {

    public AcmeProperties {
        if (checkInterval.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "sampan.acme.check-interval is %s; it has to be at least 100 ms"
                            .formatted(checkInterval));
        }
        if (answerTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "sampan.acme.answer-timeout is %s; it has to be at least 1 s"
                            .formatted(answerTimeout));
        }
    }
}
