package dev.sampan.secret;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the keys lie by which secrets are sealed: `secrets/value-keys`, never in the database.
 *
 * @param home the folder of all that Sampan keeps
 * @param forgetLostSecrets whether a start removes values whose key is lost, instead of stopping
 */
@ConfigurationProperties("sampan")
record SecretProperties(
        @DefaultValue("/var/lib/sampan") Path home,
        @DefaultValue("false") boolean forgetLostSecrets) {

    Path keyFile() {
        return home.toAbsolutePath().normalize().resolve("secrets").resolve("value-keys");
    }
}
