package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseDescriptionTests {

    @Test
    void readsVariablesAndProcessTypes() {
        ReleaseDescription release =
                ReleaseDescription.parse(
                        "node",
                        """
                        config_vars:
                          PATH: /app/bin:/bin
                          FLAG: 1
                        default_process_types:
                          web: "node server.js"
                        """);

        assertThat(release.env())
                .containsExactly(entry("PATH", "/app/bin:/bin"), entry("FLAG", "1"));
        assertThat(release.processTypes()).containsExactly(entry("web", "node server.js"));
    }

    @Test
    void addsWhatALaterBuildpackSays() {
        ReleaseDescription node =
                new ReleaseDescription(
                        Map.of("PATH", "/app/node_modules/.bin:/usr/bin:/bin", "A", "1"),
                        Map.of("web", "node server.js", "clock", "node clock.js"));
        ReleaseDescription ruby =
                new ReleaseDescription(
                        Map.of("PATH", "/app/bin:/usr/bin:/bin", "A", "2"), Map.of("web", "puma"));

        ReleaseDescription both = node.then(ruby);

        assertThat(both.env())
                .containsOnly(
                        entry("PATH", "/app/bin:/app/node_modules/.bin:/usr/bin:/bin"),
                        entry("A", "2"));
        assertThat(both.processTypes())
                .containsOnly(entry("web", "puma"), entry("clock", "node clock.js"));
        assertThat(ReleaseDescription.EMPTY.then(node)).isEqualTo(node);
    }

    @Test
    void readsNothing() {
        assertThat(ReleaseDescription.parse("x", "").processTypes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a",
                "config_vars: x",
                "config_vars: {'a b': c}",
                "a: [",
                "a: !!javax.script.ScriptEngineManager []",
                "a: &a [1]\nb: *a"
            })
    void refusesWhenNotADescription(String yaml) {
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> ReleaseDescription.parse("x", yaml))
                .returns("release", BuildFailedException::stage);
    }
}
