package dev.sampan.ssh;

import org.springframework.test.context.TestPropertySource;

/** The commands on the database that Sampan uses by default. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:ssh;DB_CLOSE_DELAY=-1")
class SshDoorOnH2IntegrationTests extends SshDoorContract {}
