package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildOptions;
import dev.sampan.app.BuilderName;
import dev.sampan.app.BuildpackName;
import dev.sampan.git.GitOverHttp;
import dev.sampan.git.SourceRepository;
import dev.sampan.git.TestRepositories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuilderChoiceIntegrationTests {

    private static final AppName APP = AppName.parse("shop");

    @TempDir Path temp;

    @SuppressWarnings("NullAway.Init")
    private SourceRepository source;

    private String commit = "";

    private void commit(Map<String, String> files) throws Exception {
        try (GitOverHttp server = GitOverHttp.serve(temp.resolve("remote"), files)) {
            TestRepositories repositories = new TestRepositories(temp.resolve("home"));
            commit = repositories.fetch(APP, server.address());
            source = repositories.open(APP);
        }
    }

    private BuilderName choose(BuildOptions options, Map<String, String> env) {
        return BuilderChoice.of(source, commit, options, env);
    }

    @Test
    void takesTheDockerfileUnlessTheSourceNamesABuildpack() throws Exception {
        commit(Map.of("Dockerfile", "FROM x", "services/api/package.json", "{}"));

        assertThat(choose(BuildOptions.STANDARD, Map.of())).isEqualTo(BuilderName.DOCKERFILE);
        assertThat(choose(BuildOptions.STANDARD, Map.of("BUILDPACK_URL", "node")))
                .isEqualTo(BuilderName.BUILDPACKS);
        assertThat(
                        choose(
                                BuildOptions.STANDARD.withBuildpacks(
                                        List.of(BuildpackName.parse("node"))),
                                Map.of()))
                .isEqualTo(BuilderName.BUILDPACKS);
        assertThat(choose(BuildOptions.STANDARD.withFolder("services/api"), Map.of()))
                .isEqualTo(BuilderName.BUILDPACKS);
    }

    @Test
    void takesWhatWasSelected() throws Exception {
        commit(Map.of("Dockerfile", "FROM x", ".buildpacks", "node"));

        assertThat(choose(BuildOptions.STANDARD, Map.of())).isEqualTo(BuilderName.BUILDPACKS);
        assertThat(choose(selected(BuilderName.DOCKERFILE), Map.of()))
                .isEqualTo(BuilderName.DOCKERFILE);
        assertThat(choose(selected(BuilderName.BUILDPACKS), Map.of()))
                .isEqualTo(BuilderName.BUILDPACKS);
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(
                        () -> choose(selected(BuilderName.DOCKERFILE).withFolder("api"), Map.of()))
                .withMessageContaining("has no file 'api/Dockerfile'");
    }

    private static BuildOptions selected(BuilderName name) {
        return BuildOptions.STANDARD.withBuilder(Optional.of(name));
    }
}
