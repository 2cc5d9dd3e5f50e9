package dev.sampan.app;

import dev.sampan.secret.SealedStore;
import dev.sampan.secret.SecretKeys;
import dev.sampan.secret.Secrets;
import dev.sampan.secret.TestSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Secrets with keys in a folder of their own, opened after the migration as the application does. */
@TestConfiguration
class SecretsOfTests {

    @Bean
    Secrets secrets() {
        return TestSecrets.unread();
    }

    @Bean
    SecretKeys secretKeys(Secrets secrets, SealedStore rows) throws IOException {
        Path home = Files.createTempDirectory("sampan-secrets-");
        return TestSecrets.keys(home, secrets, rows);
    }

    @Bean
    FlywayMigrationStrategy openSecrets(SecretKeys keys) {
        return TestSecrets.afterMigration(keys);
    }
}
