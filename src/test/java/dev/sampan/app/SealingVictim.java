package dev.sampan.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.sampan.secret.SecretKeys;
import dev.sampan.secret.Secrets;
import dev.sampan.secret.TestSecrets;
import java.nio.file.Path;
import java.sql.SQLException;

/** Opens the secrets of a database as a start does, and changes their key without end: somebody kills it in the middle. */
final class SealingVictim {

    private SealingVictim() {}

    /**
     * Runs until it is killed.
     *
     * @param arguments address and user of the database, and the home folder with the keys
     */
    public static void main(String[] arguments) throws InterruptedException, SQLException {
        Secrets secrets = TestSecrets.unread();
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(arguments[0]);
        source.setUsername(arguments[1]);
        source.setMaximumPoolSize(2);
        SealedRows rows = new SealedRows(source, secrets);
        SecretKeys keys = TestSecrets.keys(Path.of(arguments[2]), secrets, rows);
        source.getConnection().close();
        System.out.println("begins");
        TestSecrets.open(keys);
        System.out.println("opened");
        while (true) {
            System.out.println("changed " + keys.rotate().keyId());
        }
    }
}
