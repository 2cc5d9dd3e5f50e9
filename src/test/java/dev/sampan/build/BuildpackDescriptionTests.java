package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildpackDescriptionTests {

    private static final String VERSIONS =
            """
            runtime:
              name: java
              versions:
                "21": {packages: [openjdk-21-jre-headless], tools: [maven]}
                "25": {packages: [openjdk-25-jre-headless]}
              default: "21"
              asked-by:
                system.properties: '^java\\.runtime\\.version=(\\d+)'
            """;

    @Test
    void readsRuntimeAndDependencies() {
        Buildpack buildpack =
                BuildpackDescription.parse(
                        "go",
                        "runtime: {name: go, tools: [golang]}\nprepared: true\ndependencies: [vendor]");

        assertThat(buildpack.prepared()).isTrue();
        assertThat(buildpack.dependencies()).containsExactly("vendor");
        assertThat(recipe(buildpack, Map.of()))
                .isEqualTo(new RuntimeRecipe("go", List.of(), List.of("golang"), List.of()));
    }

    @Test
    void choosesVersionThatTheAppAsksFor() {
        Buildpack java = BuildpackDescription.parse("java", VERSIONS);

        assertThat(recipe(java, Map.of()))
                .isEqualTo(
                        new RuntimeRecipe(
                                "java-21",
                                List.of("openjdk-21-jre-headless"),
                                List.of("maven"),
                                List.of()));
        assertThat(recipe(java, Map.of("system.properties", "x=1\njava.runtime.version=25\n")))
                .isEqualTo(RuntimeRecipe.of("java-25", List.of("openjdk-25-jre-headless")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "build.gradle | languageVersion = JavaLanguageVersion.of(25) | java-25",
                "build.gradle | sourceCompatibility = '25' | java-25",
                "build.gradle | sourceCompatibility = JavaVersion.VERSION_17 | java-21",
                "build.gradle.kts | kotlin { jvmToolchain(25) } | java-25",
                "build.gradle.kts | implementation(\"x:y:25\") | java-21"
            })
    void choosesJavaThatGradleIsToldToUse(String file, String text, String name)
            throws IOException {
        Buildpack java =
                BuildpackDescription.parse(
                        "java", Files.readString(Path.of("buildpacks/java/buildpack.yml")));

        assertThat(recipe(java, Map.of(file, text)).name()).isEqualTo(name);
    }

    @Test
    void saysWhatThereIsWhenStackDoesNotHaveTheVersion() {
        Buildpack java = BuildpackDescription.parse("java", VERSIONS);

        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(
                        () -> recipe(java, Map.of("system.properties", "java.runtime.version=8")))
                .withMessage(
                        "system.properties asks for version 8 of 'java', stack 'debian-13' has 21 and 25. Ask for that, or for none");
    }

    @Test
    void leavesFolderToTheAppThatHasNoManifest() {
        Buildpack php =
                BuildpackDescription.parse(
                        "php", "dependencies: [vendor]\ndependencies-of: composer.json");

        assertThat(php.of(_ -> Optional.empty()).dependencies()).isEmpty();
        assertThat(php.of(_ -> Optional.of("{}")).dependencies()).containsExactly("vendor");
    }

    @Test
    void refusesNamesThatLeadElsewhere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuildpackDescription.parse("x", "dependencies: [../other]"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                BuildpackDescription.parse(
                                        "x", "runtime: {name: a, packages: ['-o Dir=/']}"));
    }

    private static RuntimeRecipe recipe(Buildpack buildpack, Map<String, String> files) {
        RuntimeChoice choice = buildpack.runtime().orElseThrow();
        return ((RuntimeChoice.OfStack) choice)
                .recipe(name -> Optional.ofNullable(files.get(name)), "debian-13");
    }
}
