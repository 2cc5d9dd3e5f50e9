package dev.sampan.app;

import dev.sampan.TemporaryPostgresql;
import java.nio.file.Path;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The files of PostgreSQL. */
class SecretsAtRestOnPostgresqlIntegrationTests extends SecretsAtRestContract {

    @DynamicPropertySource
    static void usePostgresql(DynamicPropertyRegistry registry) {
        TemporaryPostgresql.configure(registry, "rest");
    }

    @Override
    Path files() {
        database.execute("checkpoint");
        return TemporaryPostgresql.files();
    }
}
