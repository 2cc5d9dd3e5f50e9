package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeVersionsTests {

    @Test
    void readsWishFromManifestBeforeOtherFiles() {
        NodeVersions.Wish wish =
                wish(
                        Map.of(
                                "package.json", "{\"engines\": {\"node\": \"20.x\"}}",
                                ".nvmrc", "22"));

        assertThat(wish.range()).hasToString("20.x");
        assertThat(wish.file()).isEqualTo("package.json");
    }

    @Test
    void readsWishFromFilesOfVersionManagers() {
        assertThat(wish(Map.of("package.json", "{}", ".nvmrc", "v22.1.0\n")).range())
                .hasToString("v22.1.0");
        assertThat(wish(Map.of(".node-version", "24\n", ".nvmrc", "22")).range()).hasToString("24");
        assertThat(wish(Map.of(".nvmrc", "lts/*")).range()).hasToString("*");
        assertThat(wish(Map.of(".nvmrc", "lts/argon")).range()).hasToString("4.x");
        assertThat(wish(Map.of(".nvmrc", "lts/Hydrogen")).range()).hasToString("18.x");
        assertThat(wish(Map.of(".nvmrc", "lts/krypton")).range()).hasToString("24.x");
        assertThat(wish(Map.of("package.json", "not JSON")).range()).hasToString("*");
    }

    @Test
    void namesFileWhenWishCannotBeRead() {
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> wish(Map.of(".nvmrc", "lts/unobtainium")));
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> wish(Map.of(".nvmrc", "twenty")))
                .withMessageStartingWith(
                        "The version of Node.js in .nvmrc cannot be read: 'twenty'")
                .returns("runtime", BuildFailedException::stage);
    }

    @Test
    void prefersReleasesWithLongTermSupport() {
        List<NpmRelease> releases =
                List.of(release("22.3.0"), release("23.1.0"), release("22.10.0"));

        assertThat(NodeVersions.newest(releases, VersionRange.parse(">=20")))
                .contains(release("22.10.0"));
        assertThat(NodeVersions.newest(releases, VersionRange.parse("23.x")))
                .contains(release("23.1.0"));
        assertThat(NodeVersions.newest(releases, VersionRange.parse("18"))).isEmpty();
    }

    @Test
    void takesPackageManagerThatRunsOnTheVersion() {
        List<NpmRelease> releases =
                List.of(npm("10.9.0", "^18.17.0 || >=20.5.0"), npm("12.0.0", ">=22.9.0"));

        assertThat(NodeVersions.newestFor(releases, new SemanticVersion(18, 20, 0)))
                .contains(releases.getFirst());
        assertThat(NodeVersions.newestFor(releases, new SemanticVersion(24, 1, 0)))
                .contains(releases.getLast());
    }

    private static NodeVersions.Wish wish(Map<String, String> files) {
        return NodeVersions.wish(name -> Optional.ofNullable(files.get(name)));
    }

    private static NpmRelease release(String version) {
        return npm(version, "*");
    }

    private static NpmRelease npm(String version, String node) {
        return new NpmRelease(
                "x",
                SemanticVersion.parse(version).orElseThrow(),
                URI.create("http://localhost/x.tgz"),
                "sha512-x",
                node);
    }
}
