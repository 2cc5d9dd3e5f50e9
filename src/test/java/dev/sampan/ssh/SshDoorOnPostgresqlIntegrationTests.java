package dev.sampan.ssh;

import dev.sampan.TemporaryPostgresql;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The commands on PostgreSQL. */
class SshDoorOnPostgresqlIntegrationTests extends SshDoorContract {

    @DynamicPropertySource
    static void usePostgresql(DynamicPropertyRegistry registry) {
        TemporaryPostgresql.configure(registry, "ssh");
    }
}
