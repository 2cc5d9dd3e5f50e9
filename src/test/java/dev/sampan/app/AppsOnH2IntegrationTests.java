package dev.sampan.app;

import org.springframework.test.context.TestPropertySource;

/** Apps on the database that Sampan uses by default. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:apps;DB_CLOSE_DELAY=-1")
class AppsOnH2IntegrationTests extends AppsContract {}
