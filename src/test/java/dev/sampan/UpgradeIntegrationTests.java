package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What earlier versions kept in the database is there after an upgrade. */
class UpgradeIntegrationTests {

    @Test
    void limitsAreKeptOnH2() throws SQLException {
        limitsAreKept("jdbc:h2:mem:upgrade;DB_CLOSE_DELAY=-1", "sa");
    }

    @Test
    void limitsAreKeptOnPostgresql() throws SQLException {
        limitsAreKept(TemporaryPostgresql.create("upgrade"), TemporaryPostgresql.USER);
    }

    @Test
    void domainsAreKeptOnH2() throws SQLException {
        domainsAreKept("jdbc:h2:mem:domains;DB_CLOSE_DELAY=-1", "sa");
    }

    @Test
    void domainsAreKeptOnPostgresql() throws SQLException {
        domainsAreKept(TemporaryPostgresql.create("domains"), TemporaryPostgresql.USER);
    }

    @Test
    void releasesThatServedAreKnownOnH2() throws SQLException {
        releasesAreKnown("jdbc:h2:mem:releases;DB_CLOSE_DELAY=-1", "sa");
    }

    @Test
    void releasesThatServedAreKnownOnPostgresql() throws SQLException {
        releasesAreKnown(TemporaryPostgresql.create("releases"), TemporaryPostgresql.USER);
    }

    @Test
    void settingsAreKeptOnH2() throws SQLException {
        settingsAreKept("jdbc:h2:mem:settings;DB_CLOSE_DELAY=-1", "sa");
    }

    @Test
    void settingsAreKeptOnPostgresql() throws SQLException {
        settingsAreKept(TemporaryPostgresql.create("settings"), TemporaryPostgresql.USER);
    }

    private static void settingsAreKept(String url, String user) throws SQLException {
        migrate(url, user, "19");
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into app (name, created_at, running, locked, last_release, default_domain, domains_enabled)"
                            + " values ('shop', current_timestamp, true, false, 0, true, true)");
            for (String table : List.of("proxy", "build", "registry")) {
                statement.execute(
                        "insert into %s_setting (app_id, setting_name, setting_value) select id, 'own', '%s' from app"
                                .formatted(table, table));
                statement.execute(
                        "insert into %s_setting (setting_name, setting_value) values ('all', '%s')"
                                .formatted(table, table));
            }
            statement.execute(
                    "insert into network_setting (app_id, private_ranges) select id, 'allowed' from app");
            statement.execute("insert into network_setting (private_ranges) values ('10.0.0.0/8')");
            for (String table : List.of("transport", "acme")) {
                statement.execute(
                        "insert into %s_setting (app_name, property, content) values ('shop', 'own', '%s'), (null, 'all', '%s')"
                                .formatted(table, table, table));
            }
            statement.execute(
                    "insert into cron_setting (app_name, setting_name, setting_value) values ('shop', 'own', 'true'), (null, 'all', 'cron')");
            migrate(url, user, "latest");
            List<String> found = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery(
                            "select app.name, scope, setting_name, setting_value from setting"
                                    + " left join app on app.id = app_id order by scope, setting_name")) {
                while (rows.next()) {
                    found.add(
                            "%s %s %s=%s"
                                    .formatted(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getString(3),
                                            rows.getString(4)));
                }
            }
            assertThat(found)
                    .containsExactlyInAnyOrder(
                            "null build all=build",
                            "shop build own=build",
                            "null cron all=cron",
                            "shop cron own=true",
                            "null letsencrypt all=acme",
                            "shop letsencrypt own=acme",
                            "null network private-ranges=10.0.0.0/8",
                            "shop network private-ranges=allowed",
                            "null proxy all=proxy",
                            "shop proxy own=proxy",
                            "null registry all=registry",
                            "shop registry own=registry",
                            "null transport all=transport",
                            "shop transport own=transport");
            statement.execute("delete from app");
            try (ResultSet rows = statement.executeQuery("select count(*) from setting")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(7);
            }
        }
    }

    private static void releasesAreKnown(String url, String user) throws SQLException {
        migrate(url, user, "12");
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into app (name, created_at, running, locked, last_release, current_release, default_domain, domains_enabled)"
                            + " values ('shop', current_timestamp, true, false, 5, 4, true, true)");
            migrate(url, user, "latest");
            try (ResultSet rows =
                    statement.executeQuery(
                            "select last_served, release_split, split_abort, split_next from app")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(4);
                for (int column = 2; column <= 4; column++) {
                    assertThat(rows.getObject(column)).isNull();
                }
            }
        }
    }

    private static void domainsAreKept(String url, String user) throws SQLException {
        migrate(url, user, "6");
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into app (name, created_at, running, locked, last_release, default_domain, domains_enabled)"
                            + " values ('shop', current_timestamp, true, false, 0, true, true)");
            statement.execute(
                    "insert into app_domain (app_id, name) select id, 'www.example.com' from app");
            statement.execute("insert into app_domain (name) values ('b.test')");
            statement.execute("insert into app_domain (name) values ('a.test')");
            migrate(url, user, "latest");
            try (ResultSet rows =
                    statement.executeQuery("select name from global_domain order by id")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("b.test");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("a.test");
                assertThat(rows.next()).isFalse();
            }
            try (ResultSet rows = statement.executeQuery("select name from app_domain")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("www.example.com");
                assertThat(rows.next()).isFalse();
            }
        }
    }

    private static void limitsAreKept(String url, String user) throws SQLException {
        migrate(url, user, "3");
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into app (name, created_at, running, locked, last_release, default_domain, domains_enabled)"
                            + " values ('shop', current_timestamp, true, false, 0, true, true)");
            statement.execute(
                    "insert into app_limit (app_id, process_type, resource, amount)"
                            + " select id, 'web', 'memory', '256m' from app");
            migrate(url, user, "latest");
            try (ResultSet rows =
                    statement.executeQuery(
                            "select kind, process_type, resource, amount from resource_amount")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("limit");
                assertThat(rows.getString(2)).isEqualTo("web");
                assertThat(rows.getString(3)).isEqualTo("memory");
                assertThat(rows.getString(4)).isEqualTo("256m");
                assertThat(rows.next()).isFalse();
            }
            statement.execute("delete from app");
            try (ResultSet rows = statement.executeQuery("select id from resource_amount")) {
                assertThat(rows.next()).isFalse();
            }
        }
    }

    private static void migrate(String url, String user, String version) {
        var _ = Flyway.configure().dataSource(url, user, "").target(version).load().migrate();
    }
}
