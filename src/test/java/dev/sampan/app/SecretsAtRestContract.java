package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** No value of a secret stands in any file of the database, also not in its log of changes. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@EnableConfigurationProperties({AppProperties.class, ResourceProperties.class})
@Import({
    Apps.class,
    Releases.class,
    Environments.class,
    Settings.class,
    ProxySettings.class,
    AppCopies.class,
    DockerOptions.class,
    SealedRows.class,
    SecretsOfTests.class,
    Domains.class
})
@DirtiesContext
@Timeout(120)
abstract class SecretsAtRestContract {

    private static final AppName SHOP = new AppName("shop");
    private static final AppName COPY = new AppName("copy");

    @Autowired private Apps apps;
    @Autowired private Releases releases;
    @Autowired private Environments environments;
    @Autowired private ProxySettings proxy;
    @Autowired private DockerOptions options;
    @Autowired private AppCopies copies;
    @Autowired JdbcTemplate database;

    /** The folder with all files of the database, when what was written stands there. */
    abstract Path files();

    @Test
    void noValueStandsInTheFiles() {
        apps.create(SHOP);
        apps.create(COPY);
        environments.set(Optional.of(SHOP), Map.of("NAME_OF_A_VAR", "first-plain-value"));
        environments.set(Optional.of(SHOP), Map.of("NAME_OF_A_VAR", "second-plain-value"));
        environments.set(Optional.empty(), Map.of("FOR_ALL", "global-plain-value"));
        Release release =
                releases.add(
                        SHOP,
                        new ReleaseDraft(
                                "image",
                                Optional.empty(),
                                Map.of(),
                                environments.merged(SHOP).values(),
                                LimitSettings.NONE,
                                Map.of(),
                                List.of(),
                                "described-for-people",
                                "me"));
        proxy.addUser(SHOP, "name-of-a-user", "hash-plain-value");
        proxy.set(Optional.of(SHOP), ProxyProperty.STICKY_SESSIONS, Optional.of("true"));
        options.add(SHOP, DockerOption.parse("--build-arg X=argument-plain-value"));
        copies.copy(SHOP, COPY);

        assertThat(environments.merged(COPY).values())
                .containsEntry("NAME_OF_A_VAR", "second-plain-value")
                .containsEntry("FOR_ALL", "global-plain-value");
        assertThat(releases.require(SHOP, release.number()).env())
                .isEqualTo(environments.merged(SHOP).values());
        assertThat(proxy.of(COPY).users())
                .containsExactly(Map.entry("name-of-a-user", "hash-plain-value"));
        assertThat(options.of(COPY))
                .containsExactly(new DockerOption("--build-arg X=argument-plain-value"));
        String sticky = proxy.of(COPY).stickySecret().orElseThrow();

        for (String there :
                List.of("NAME_OF_A_VAR", "FOR_ALL", "described-for-people", "name-of-a-user")) {
            assertThat(isInFiles(there)).as(there).isTrue();
        }
        assertThat(isInFiles("plain-value")).isFalse();
        assertThat(isInFiles(sticky)).isFalse();
    }

    private boolean isInFiles(String text) {
        try (Stream<Path> all = Files.walk(files())) {
            return all.filter(Files::isRegularFile).anyMatch(file -> holds(file, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false; // a database at work has files that come and go
        }
    }
}
