package dev.sampan.secret;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the keys lie by which secrets are sealed.
 *
 * @param keyFile `secrets/value-keys` of the home folder unless somebody says otherwise; never in the database
 */
@ConfigurationProperties("sampan.secrets")
record SecretProperties(Path keyFile) {}
