package dev.sampan.api;

import dev.sampan.TemporaryPostgresql;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The API on PostgreSQL. */
class ApiOnPostgresqlIntegrationTests extends ApiContract {

    @DynamicPropertySource
    static void usePostgresql(DynamicPropertyRegistry registry) {
        TemporaryPostgresql.configure(registry, "api");
    }
}
