package dev.sampan.host;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The folder that holds everything Sampan keeps; one `…Files` class per module knows its own part of it.
 *
 * @param home an absolute path, `/var/lib/sampan` unless SAMPAN_HOME says otherwise
 */
@ConfigurationProperties("sampan")
public record SampanHome(@DefaultValue("/var/lib/sampan") Path home) {

    public SampanHome {
        home = home.toAbsolutePath().normalize();
    }

    public Path resolve(String first, String... more) {
        return home.resolve(Path.of(first, more));
    }
}
