package dev.sampan.app;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What holds for all apps.
 *
 * @param domain the domain below which each app answers: `hello.localhost`
 * @param autocreate whether a push to an app that does not exist creates it
 * @param home the folder below which the files of apps lie
 */
@ConfigurationProperties("sampan")
public record AppProperties(
        @DefaultValue("localhost") String domain,
        @DefaultValue("true") boolean autocreate,
        @DefaultValue("/var/lib/sampan") Path home) {

    public AppProperties {
        domain = DomainName.parse(domain).requireParent().value();
    }
}
