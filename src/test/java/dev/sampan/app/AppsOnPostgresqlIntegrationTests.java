package dev.sampan.app;

import dev.sampan.TemporaryPostgresql;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Apps on PostgreSQL. */
class AppsOnPostgresqlIntegrationTests extends AppsContract {

    @DynamicPropertySource
    static void usePostgresql(DynamicPropertyRegistry registry) {
        TemporaryPostgresql.configure(registry, "apps");
    }
}
