package dev.sampan.secret;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the keys lie by which secrets are sealed: `secrets/value-keys`, never in the database.
 *
 * @param home the folder of all that Sampan keeps
 */
@ConfigurationProperties("sampan")
record SecretProperties(@DefaultValue("/var/lib/sampan") Path home) {

    Path keyFile() {
        return home.toAbsolutePath().normalize().resolve("secrets").resolve("value-keys");
    }
}
