package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.SampanHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildpacksTests {

    @TempDir Path home;

    @Test
    void asksThemInOrder() {
        assertThat(new Buildpacks(new SampanHome(home)).all())
                .extracting(Buildpack::name)
                .containsExactly(
                        "ruby", "php", "go", "java", "node", "python", "static", "procfile");
    }

    @Test
    void unpacksProgramsOnce() {
        Path folder = new Buildpacks(new SampanHome(home)).folder();

        for (String name :
                List.of("ruby", "php", "go", "java", "node", "python", "static", "procfile")) {
            for (String program : List.of("detect", "compile", "release")) {
                assertThat(folder.resolve(name).resolve("bin").resolve(program)).isExecutable();
            }
        }
        assertThat(folder.resolve("lib/build.sh")).isExecutable();
        assertThat(new Buildpacks(new SampanHome(home)).folder()).isEqualTo(folder);
        assertThat(home.resolve("buildpacks")).isDirectoryContaining(Files::isDirectory);
        assertThat(home.resolve("buildpacks").toFile().list()).hasSize(1);
    }
}
