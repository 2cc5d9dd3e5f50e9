package dev.sampan.account;

import org.springframework.test.context.TestPropertySource;

/** Accounts on the database that Sampan uses by default. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:accounts;DB_CLOSE_DELAY=-1")
class AccountsOnH2IntegrationTests extends AccountsContract {}
