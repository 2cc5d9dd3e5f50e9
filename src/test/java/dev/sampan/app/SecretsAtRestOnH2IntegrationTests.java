package dev.sampan.app;

import java.nio.file.Path;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The files of H2. */
class SecretsAtRestOnH2IntegrationTests extends SecretsAtRestContract {

    @TempDir(cleanup = CleanupMode.NEVER)
    private static Path folder;

    @DynamicPropertySource
    static void useFile(DynamicPropertyRegistry registry) {
        registry.add(
                "spring.datasource.url",
                () -> "jdbc:h2:file:%s;WRITE_DELAY=0".formatted(folder.resolve("sampan")));
    }

    @Override
    Path files() {
        database.execute("checkpoint sync");
        return folder;
    }
}
