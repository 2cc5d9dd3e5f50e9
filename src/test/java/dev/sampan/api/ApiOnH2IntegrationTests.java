package dev.sampan.api;

import org.springframework.test.context.TestPropertySource;

/** The API on the database that Sampan uses by default. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:api;DB_CLOSE_DELAY=-1")
class ApiOnH2IntegrationTests extends ApiContract {}
