package dev.sampan.secret;

import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

/** Opens the secrets as soon as the tables are as this version wants them, and before anybody reads them. */
@Component
final class SecretsAfterMigration implements FlywayMigrationStrategy {

    private final SecretKeys keys;

    SecretsAfterMigration(SecretKeys keys) {
        this.keys = keys;
    }

    @Override
    public void migrate(Flyway flyway) {
        var _ = flyway.migrate();
        keys.open();
    }
}
