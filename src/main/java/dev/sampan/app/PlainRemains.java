package dev.sampan.app;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What is left of values in plain text when they have been sealed: columns, and in the database's files what was there before.
 * Those are written anew, at a start, when nobody else is at work.
 */
final class PlainRemains {

    private final DataSource source;
    private final JdbcTemplate database;

    PlainRemains(DataSource source) {
        this.source = source;
        this.database = new JdbcTemplate(source);
    }

    /** Whether a table has its column for plain text still. */
    boolean has(SealedTable table) {
        return count(
                        "select count(*) from information_schema.columns where table_schema = current_schema"
                                + " and lower(table_name) = '%s' and lower(column_name) = '%s'"
                                        .formatted(table.table(), table.plain()))
                > 0;
    }

    /** Wipes what is left, if anything is, and has all that was written on the disk. */
    void end() {
        List<SealedTable> left =
                SealedTable.ALL.stream().filter(SealedTable::leftover).filter(this::has).toList();
        if (!left.isEmpty()) {
            if (SealedTable.ALL.stream().anyMatch(table -> count(table.count()) > 0)) {
                wipe();
            }
            left.forEach(table -> table.end().forEach(database::execute));
        }
        if (isH2()) {
            database.execute("checkpoint sync");
        }
    }

    private void wipe() {
        if (!isH2()) {
            SealedTable.ALL.forEach(table -> database.execute("vacuum full " + table.table()));
        } else if (!about(DatabaseMetaData::getURL).startsWith("jdbc:h2:mem:")) {
            // Writes all tables to a new file and closes the database; the next connection opens
            // it.
            database.execute("shutdown defrag");
            forgetConnections();
        }
    }

    private void forgetConnections() {
        try {
            if (source.isWrapperFor(HikariDataSource.class)) {
                source.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isH2() {
        return about(DatabaseMetaData::getDatabaseProductName).equals("H2");
    }

    private interface Question {
        String ask(DatabaseMetaData about) throws SQLException;
    }

    private String about(Question question) {
        ConnectionCallback<String> ask =
                (Connection connection) -> question.ask(connection.getMetaData());
        return String.valueOf(database.execute(ask));
    }

    private long count(String sql) {
        Long count = database.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }
}
