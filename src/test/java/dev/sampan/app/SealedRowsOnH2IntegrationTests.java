package dev.sampan.app;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sealed values in files of H2. */
class SealedRowsOnH2IntegrationTests extends SealedRowsContract {

    @TempDir private Path folder;

    @Override
    String create() {
        return "jdbc:h2:file:%s;WRITE_DELAY=0".formatted(folder.resolve("sampan"));
    }

    @Override
    String user() {
        return "sa";
    }

    @Override
    List<Path> files(JdbcClient database, String table) {
        return List.of(folder.resolve("sampan.mv.db"));
    }
}
