package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcfileTests {

    @Test
    void readsTypesInOrder() {
        Procfile procfile =
                Procfile.parse("web: npm start\r\nworker:node worker.js\n\nrelease: ./migrate\n");

        assertThat(procfile.commands())
                .containsExactly(
                        entry("web", "npm start"),
                        entry("worker", "node worker.js"),
                        entry("release", "./migrate"));
    }

    @Test
    void skipsCommentsWhenWhiteSpaceStandsBefore() {
        Procfile procfile =
                Procfile.parse(
                        """
                        # first
                        // second
                        web: serve http://localhost#top  # third
                        worker: run //fourth
                        """);

        assertThat(procfile.commands())
                .containsExactly(
                        entry("web", "serve http://localhost#top"), entry("worker", "run"));
    }

    @Test
    void keepsColonsInCommand() {
        assertThat(Procfile.parse("web: run --listen 0.0.0.0:5000").commands())
                .containsEntry("web", "run --listen 0.0.0.0:5000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web: a\\nweb: b | Procfile line 2: 'web' occurs twice",
                "web npm start | Procfile line 1: 'web npm start' is not of the form",
                "Web: x | Procfile line 1: 'Web' is not a process type",
                "web_1: x | Procfile line 1: 'web_1' is not a process type",
                "-web: x | Procfile line 1: '-web' is not a process type",
                "web: | Procfile line 1: 'web' has no command",
                "# nothing | The Procfile names no process",
            })
    void refusesWhenLineIsOfAnotherForm(String text, String message) {
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> Procfile.parse(text.replace("\\n", "\n")))
                .withMessageStartingWith(message)
                .returns("Procfile", BuildFailedException::stage);
    }

    @Test
    void refusesTypeWhenLongerThanLabel() {
        assertThat(Procfile.parse("a".repeat(63) + ": x").commands()).hasSize(1);
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> Procfile.parse("a".repeat(64) + ": x"));
    }
}
