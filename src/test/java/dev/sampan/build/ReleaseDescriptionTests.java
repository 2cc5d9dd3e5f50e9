package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

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
