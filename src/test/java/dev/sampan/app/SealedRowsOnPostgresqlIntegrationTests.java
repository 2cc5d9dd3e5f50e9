package dev.sampan.app;

import dev.sampan.TemporaryPostgresql;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sealed values in PostgreSQL. */
class SealedRowsOnPostgresqlIntegrationTests extends SealedRowsContract {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Override
    String create() {
        return TemporaryPostgresql.create("sealed" + NUMBER.incrementAndGet());
    }

    @Override
    String user() {
        return TemporaryPostgresql.USER;
    }

    @Override
    List<Path> files(JdbcClient database, String table) {
        database.sql("checkpoint").update();
        return database
                .sql("select pg_relation_filepath(:table)")
                .param("table", table)
                .query(String.class)
                .list()
                .stream()
                .map(TemporaryPostgresql.files()::resolve)
                .toList();
    }
}
