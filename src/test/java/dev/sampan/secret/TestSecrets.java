package dev.sampan.secret;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/** Secrets for tests of one class, with keys in a folder of its own. */
public final class TestSecrets {

    private TestSecrets() {}

    /** With the keys that are in a home folder, or a first one that is made there. */
    public static Secrets in(Path home, SealedStore... stores) {
        Secrets secrets = new Secrets();
        keys(home, secrets, stores).open();
        return secrets;
    }

    /** Without any key yet. */
    public static Secrets unread() {
        return new Secrets();
    }

    /** The keys in a home folder, not read yet; values whose key is lost are forgotten. */
    public static SecretKeys forgetting(Path home, Secrets secrets, SealedStore... stores) {
        return new SecretKeys(new SecretProperties(home, true), secrets, List.of(stores));
    }

    public static void open(SecretKeys keys) {
        keys.open();
    }

    /** Opens them as the application does. */
    public static FlywayMigrationStrategy afterMigration(SecretKeys keys) {
        return new SecretsAfterMigration(keys);
    }

    /** The keys in a home folder, not read yet. */
    public static SecretKeys keys(Path home, Secrets secrets, SealedStore... stores) {
        return new SecretKeys(new SecretProperties(home, false), secrets, List.of(stores));
    }
}
