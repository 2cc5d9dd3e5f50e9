package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.container.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildFolderTests {

    private static final Buildpack NODE =
            new Buildpack(
                    "node",
                    Optional.empty(),
                    false,
                    List.of("node_modules"),
                    Optional.empty(),
                    Optional.empty());

    @TempDir Path temp;

    private BuildFolder folder;

    @BeforeEach
    void makeSource() throws IOException {
        int uid = (int) Files.getAttribute(temp, "unix:uid");
        // So that the app's user is the one who runs the test.
        folder =
                BuildFolder.create(
                        new Storage("shop", temp.resolve("shop"), uid - BuildpackBuilder.APP_UID));
        Path api = Files.createDirectories(folder.commit().resolve("services/api"));
        Files.writeString(api.resolve("Procfile"), "web: x");
        Files.writeString(temp.resolve("secret"), "of the host");
        Files.createSymbolicLink(folder.commit().resolve("out"), temp);
        Files.createSymbolicLink(folder.commit().resolve("link"), temp.resolve("secret"));
    }

    @Test
    void takesFolderOfTheSource() {
        folder.choose("services/api");

        assertThat(folder.source("Procfile")).contains("web: x");
        folder.choose("");
        assertThat(folder.source("Procfile")).isEmpty();
        assertThat(folder.source("services/api/Procfile")).contains("web: x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "out", "out/shop", "services/api/Procfile"})
    void refusesWhatIsNoFolderOfTheSource(String path) {
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> folder.choose(path))
                .withMessageContaining("'%s' is not a folder of the source".formatted(path));
    }

    @Test
    void readsNothingBehindLinks() {
        assertThat(folder.source("out/secret")).isEmpty();
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> folder.source("link"))
                .withMessageContaining("it is not a plain file");
    }

    @Test
    void runsWithDependenciesThatBuildpackPickedOutUnlessTheyAreALink() throws IOException {
        Path all = folder.dependencies(NODE, "node_modules");
        assertThat(folder.dependenciesToRun(NODE, "node_modules")).isEqualTo(all);

        Path layer = Files.createDirectory(folder.cache(NODE).resolve("layer"));
        Files.createSymbolicLink(layer.resolve("node_modules"), temp);
        assertThat(folder.dependenciesToRun(NODE, "node_modules")).isEqualTo(all);

        Files.delete(layer.resolve("node_modules"));
        Path picked = Files.createDirectory(layer.resolve("node_modules"));
        assertThat(folder.dependenciesToRun(NODE, "node_modules")).isEqualTo(picked);
    }
}
