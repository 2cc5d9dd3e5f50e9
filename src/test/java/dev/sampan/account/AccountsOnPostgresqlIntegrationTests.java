package dev.sampan.account;

import dev.sampan.TemporaryPostgresql;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Accounts on PostgreSQL. */
class AccountsOnPostgresqlIntegrationTests extends AccountsContract {

    @DynamicPropertySource
    static void usePostgresql(DynamicPropertyRegistry registry) {
        TemporaryPostgresql.configure(registry, "accounts");
    }
}
