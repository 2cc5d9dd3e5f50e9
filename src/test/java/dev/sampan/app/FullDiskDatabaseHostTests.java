package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.FullDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The promise: a full disk costs the database nothing that was committed, and it works on as soon as there is room. */
@Timeout(60)
class FullDiskDatabaseHostTests {

    private static final CommandRunner COMMANDS = new CommandRunner();
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path home;

    @TestConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
    static class Database {}

    /** A small disk in memory stands for the host's. */
    @BeforeEach
    void makeDisk() {
        COMMANDS.run(Command.of("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", home.toString()));
    }

    @AfterEach
    void removeDisk() {
        COMMANDS.run(Command.of("umount", home.toString()));
    }

    @Test
    void keepWhatWasCommittedAndGoOnWhenThereIsRoom() throws Exception {
        int committed;
        try (ConfigurableApplicationContext context = open()) {
            JdbcTemplate database = new JdbcTemplate(context.getBean(DataSource.class));
            database.execute("create table number (n int primary key, text varchar(4000))");
            committed = insertUntilFull(database);
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> insert(database, Integer.MAX_VALUE))
                    .matches(FullDisk::isReasonOf);

            assertSoon(() -> assertThat(last(database)).isEqualTo(committed));
            Files.delete(home.resolve("other"));
            assertSoon(() -> insert(database, committed + 1));
            assertThat(last(database)).isEqualTo(committed + 1);
        }
        try (ConfigurableApplicationContext context = open()) {
            assertThat(last(new JdbcTemplate(context.getBean(DataSource.class))))
                    .isEqualTo(committed + 1);
        }
    }

    private ConfigurableApplicationContext open() {
        return new SpringApplicationBuilder(Database.class)
                .web(WebApplicationType.NONE)
                .run("--sampan.home=" + home, "--spring.main.banner-mode=off");
    }

    private int insertUntilFull(JdbcTemplate database) throws IOException {
        insert(database, 1);
        try (OutputStream other = Files.newOutputStream(home.resolve("other"))) {
            while (true) {
                other.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(FullDisk.isReasonOf(e)).isTrue();
        }
        for (int n = 2; ; n++) {
            try {
                insert(database, n);
            } catch (DataAccessException e) {
                return n - 1;
            }
        }
    }

    private static void insert(JdbcTemplate database, int n) {
        database.update("insert into number values (?, ?)", n, "x".repeat(4000));
    }

    private static int last(JdbcTemplate database) {
        Integer last = database.queryForObject("select max(n) from number", Integer.class);
        return last == null ? 0 : last;
    }

    /** Each connection that the pool has is found to be closed once. */
    private static void assertSoon(Runnable work) {
        Instant end = Instant.now().plus(SOON);
        while (true) {
            try {
                work.run();
                return;
            } catch (DataAccessException e) {
                assertThat(Instant.now()).as(e.getMessage()).isBefore(end);
            }
        }
    }
}
