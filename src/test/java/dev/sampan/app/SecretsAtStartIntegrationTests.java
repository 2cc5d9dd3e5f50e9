package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.secret.SecretKeys;
import dev.sampan.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A start without the keys of the secrets says what is missing, and changes nothing. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class SecretsAtStartIntegrationTests {

    @TempDir private Path home;
    private Path keys;
    private String sealed;

    @TestConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
    @ComponentScan("dev.sampan.secret")
    @ConfigurationPropertiesScan("dev.sampan.secret")
    @Import(SealedRows.class)
    static class Parts {}

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .run("--sampan.home=" + home, "--spring.main.banner-mode=off");
    }

    private static JdbcClient database(ConfigurableApplicationContext context) {
        return JdbcClient.create(context.getBean(DataSource.class));
    }

    @BeforeEach
    void sealOneValue() {
        keys = home.resolve("secrets/value-keys");
        try (ConfigurableApplicationContext context = start()) {
            sealed =
                    context.getBean(Secrets.class)
                            .seal(SecretNames.config(Optional.empty(), "TOKEN"), "s3cret");
            int _ =
                    database(context)
                            .sql("insert into env_var (env_key, sealed) values ('TOKEN', :sealed)")
                            .param("sealed", sealed)
                            .update();
        }
    }

    private void assertThatValueIsThere() {
        try (ConfigurableApplicationContext context = start()) {
            String found =
                    database(context)
                            .sql("select sealed from env_var")
                            .query(String.class)
                            .single();
            assertThat(found).isEqualTo(sealed);
            assertThat(
                            context.getBean(Secrets.class)
                                    .open(SecretNames.config(Optional.empty(), "TOKEN"), found))
                    .isEqualTo("s3cret");
            assertThat(sealed).contains(context.getBean(SecretKeys.class).currentId());
        }
    }

    @Test
    void missingKeysStopTheStartUntilTheyAreBack(CapturedOutput output) throws IOException {
        Path copy = Files.move(keys, home.resolve("copy"));

        assertThatThrownBy(this::start).isNotNull();

        assertThat(output.getErr() + output.getOut())
                .contains("APPLICATION FAILED TO START")
                .contains(
                        "'%s' is missing. Bring that file back".formatted(keys),
                        "nothing was changed");
        assertThat(keys).doesNotExist();
        Files.move(copy, keys);
        assertThatValueIsThere();
    }

    @Test
    void otherKeysStopTheStartUntilTheRightOnesAreBack(CapturedOutput output) throws IOException {
        Path copy = Files.move(keys, home.resolve("copy"));
        Path database = Files.move(home.resolve("db"), home.resolve("db-copy"));
        start().close();
        Files.move(home.resolve("db"), home.resolve("db-other"));
        Files.move(database, home.resolve("db"));
        String other = Files.readString(keys);

        assertThatThrownBy(this::start).isNotNull();

        assertThat(output.getErr() + output.getOut())
                .contains("sealed with key '%s', and".formatted(sealed.substring(3, 19)));
        assertThat(keys).hasContent(other);
        Files.move(copy, keys, StandardCopyOption.REPLACE_EXISTING);
        assertThatValueIsThere();
    }
}
