package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.sampan.secret.SecretException;
import dev.sampan.secret.SecretKeys;
import dev.sampan.secret.SecretName;
import dev.sampan.secret.Secrets;
import dev.sampan.secret.TestSecrets;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What earlier versions kept in plain text is sealed at the start of this one, whatever happens meanwhile. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class SealedRowsContract {

    private static final AppName SHOP = new AppName("shop");
    private static final int VARS = 120;
    private static final int RELEASES = 20;

    @TempDir Path home;
    private final Random random = new Random(7);
    private HikariDataSource source;
    private JdbcClient database;
    private Secrets secrets;
    private SecretKeys keys;

    /** The address of an empty database. */
    abstract String create();

    abstract String user();

    /** Where what is in a table lies on the disk. */
    abstract List<Path> files(JdbcClient database, String table) throws IOException;

    @BeforeEach
    void connect() {
        source = new HikariDataSource();
        source.setJdbcUrl(create());
        source.setUsername(user());
        source.setMaximumPoolSize(2);
        database = JdbcClient.create(source);
        secrets = TestSecrets.unread();
        keys = TestSecrets.keys(home, secrets);
    }

    @AfterEach
    void disconnect() {
        source.close();
    }

    private void migrate(String version) {
        var _ = Flyway.configure().dataSource(source).target(version).load().migrate();
    }

    /** A database of the version before, as it was filled there. */
    private void fillPlain() {
        migrate("36");
        run(
                "insert into app (name, created_at, running, locked, last_release, default_domain, domains_enabled)"
                        + " values ('shop', current_timestamp, true, false, 0, true, true)");
        for (int i = 0; i < VARS; i++) {
            run(
                    "insert into env_var (app_id, env_key, env_value) select id, 'KEY%d', '%s' from app"
                            .formatted(i, value(i)));
        }
        run("insert into env_var (env_key, env_value) values ('ALL', 'plaintext of all apps')");
        for (int i = 1; i <= RELEASES; i++) {
            run(
                    "insert into app_release (app_id, number, image, process_types, env, limits, description, created_at, created_by)"
                            + " select id, %d, 'i', '{}', '{\"KEY\":\"%s\"}', '{}', 'd', current_timestamp, 'me' from app"
                                    .formatted(i, value(i)));
        }
        run(
                "insert into docker_option (app_id, option_text) select id, '--build-arg A=plaintext' from app");
        run(
                "insert into setting (app_id, scope, setting_name, setting_value) select id, 'proxy', 'user:ann', 'plaintext hash' from app");
        run(
                "insert into setting (scope, setting_name, setting_value) values ('proxy', 'sticky-secret', 'plaintext sticky')");
        run(
                "insert into setting (scope, setting_name, setting_value) values ('proxy', 'rate-limit', '5/s')");
    }

    private static String value(int i) {
        return "plaintext value %d ".formatted(i) + "x".repeat(200);
    }

    private void run(String sql) {
        int _ = database.sql(sql).update();
    }

    private void open() {
        secrets = TestSecrets.unread();
        keys = TestSecrets.keys(home, secrets, new SealedRows(source, secrets));
        TestSecrets.open(keys);
    }

    private void requireAll() throws IOException {
        Set<String> keyIds = new HashSet<>();
        for (int i = 0; i < VARS; i++) {
            String sealed = sealed("env_var where env_key = 'KEY%d'".formatted(i));
            assertThat(secrets.open(SecretNames.config(Optional.of(SHOP), "KEY" + i), sealed))
                    .isEqualTo(value(i));
            keyIds.add(Secrets.keyOf(sealed).orElseThrow());
        }
        for (int i = 1; i <= RELEASES; i++) {
            String sealed = sealed("app_release where number = " + i);
            assertThat(secrets.open(SecretNames.release(SHOP, i), sealed))
                    .isEqualTo("{\"KEY\":\"%s\"}", value(i));
            keyIds.add(Secrets.keyOf(sealed).orElseThrow());
        }
        require(
                "env_var where env_key = 'ALL'",
                SecretNames.config(Optional.empty(), "ALL"),
                "plaintext of all apps");
        require("docker_option", SecretNames.dockerOption(SHOP), "--build-arg A=plaintext");
        require(
                "setting where setting_name = 'user:ann'",
                SecretNames.setting(Optional.of(SHOP), "proxy", "user:ann"),
                "plaintext hash");
        require(
                "setting where setting_name = 'sticky-secret'",
                SecretNames.setting(Optional.empty(), "proxy", "sticky-secret"),
                "plaintext sticky");
        assertThat(
                        database.sql(
                                        "select setting_value from setting where setting_name = 'rate-limit' and sealed is null")
                                .query(String.class)
                                .single())
                .isEqualTo("5/s");
        assertThat(keyIds).containsExactly(keys.currentId());
        assertThat(Files.readAllLines(home.resolve("secrets/value-keys")))
                .filteredOn(line -> !line.startsWith("#"))
                .singleElement()
                .asString()
                .startsWith(keys.currentId());
    }

    private void require(String where, SecretName name, String value) {
        assertThat(secrets.open(name, sealed(where))).isEqualTo(value);
    }

    private String sealed(String where) {
        return database.sql("select sealed from " + where).query(String.class).single();
    }

    @Test
    void plainValuesAreSealedAndNothingIsLeftOfThemInTheFiles() throws IOException {
        fillPlain();
        migrate("latest");

        open();

        requireAll();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> run("update env_var set plain_value = ''"));
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> run("update app_release set plain_env = ''"));
        for (SealedTable table : SealedTable.ALL) {
            for (Path file : files(database, table.table())) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains("s1." + keys.currentId())).isTrue();
                assertThat(bytes.contains("plaintext")).isFalse();
            }
        }
        open();
        requireAll();
    }

    @Test
    void emptyDatabaseIsReadyAtOnce() {
        migrate("latest");
        open();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> run("update env_var set plain_value = ''"));
    }

    @Test
    void valueThatWasMovedToAnotherRowDoesNotOpen() {
        fillPlain();
        migrate("latest");
        open();
        run(
                "update env_var set sealed = (select sealed from (select sealed from env_var where env_key = 'KEY1') other) where env_key = 'KEY2'");

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(
                        () ->
                                require(
                                        "env_var where env_key = 'KEY2'",
                                        SecretNames.config(Optional.of(SHOP), "KEY2"),
                                        ""))
                .withMessageContaining("config var 'KEY2' of app 'shop' does not open");
        assertThatExceptionOfType(SecretException.class).isThrownBy(keys::rotate);
        assertThat(sealed("env_var where env_key = 'KEY2'")).isNotEmpty();
    }

    @Test
    void valuesWhoseKeyIsLostAreForgottenWhenSomebodyWantsThat() throws IOException {
        fillPlain();
        migrate("latest");
        open();
        Files.delete(home.resolve("secrets/value-keys"));

        secrets = TestSecrets.unread();
        TestSecrets.open(TestSecrets.forgetting(home, secrets, new SealedRows(source, secrets)));

        assertThat(database.sql("select count(*) from env_var").query(Integer.class).single())
                .isZero();
        assertThat(database.sql("select setting_name from setting").query(String.class).list())
                .containsExactly("rate-limit");
        for (int i = 1; i <= RELEASES; i++) {
            require("app_release where number = " + i, SecretNames.release(SHOP, i), "{}");
        }
    }

    @Test
    void nothingIsLostWhenTheFirstStartIsKilled() throws Exception {
        fillPlain();
        migrate("latest");
        for (int round = 0; round < 3; round++) {
            kill("begins", 10 + random.nextInt(150));
        }
        open();
        requireAll();
    }

    @Test
    void nothingIsLostWhenAChangeOfTheKeyIsKilled() throws Exception {
        fillPlain();
        migrate("latest");
        open();
        for (int round = 0; round < 3; round++) {
            kill("changed", random.nextInt(60));
            open();
            requireAll();
        }
    }

    /** Kills it some time after it said something; until then nobody else has the database. */
    private void kill(String word, int millis) throws IOException, InterruptedException {
        String url = source.getJdbcUrl();
        source.close();
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SealingVictim.class.getName(),
                                url,
                                user(),
                                home.toString())
                        .redirectErrorStream(true)
                        .start();
        var _ =
                victim.onExit()
                        .orTimeout(1, TimeUnit.MINUTES)
                        .whenComplete((_, _) -> victim.destroyForcibly());
        StringBuilder said = new StringBuilder();
        try (BufferedReader output = victim.inputReader(StandardCharsets.UTF_8)) {
            for (String line = ""; !line.startsWith(word); ) {
                line = output.readLine();
                assertThat(line).as(said.toString()).isNotNull();
                said.append(line).append('\n');
            }
            long end = System.nanoTime() + millis * 1_000_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            victim.destroyForcibly();
        }
        assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
        source = new HikariDataSource();
        source.setJdbcUrl(url);
        source.setUsername(user());
        source.setMaximumPoolSize(2);
        database = JdbcClient.create(source);
    }
}
