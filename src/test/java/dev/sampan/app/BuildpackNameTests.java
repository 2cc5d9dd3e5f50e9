package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildpackNameTests {

    @ParameterizedTest
    @CsvSource({
        "node,node",
        "heroku/nodejs,node",
        "heroku/gradle,java",
        "https://github.com/heroku/heroku-buildpack-ruby.git,ruby"
    })
    void knowsOurs(String text, String name) {
        assertThat(BuildpackName.parse(text).builtIn()).contains(name);
    }

    @Test
    void readsAddressAndBranch() {
        BuildpackName name = BuildpackName.parse("https://example.org/a/pack.git#v2/x");

        assertThat(name.builtIn()).isEmpty();
        assertThat(name.repository()).contains(URI.create("https://example.org/a/pack.git"));
        assertThat(name.ref()).contains("v2/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../x",
                "file:///etc",
                "git@host:x",
                "https://user:secret@host/x",
                "ext::sh",
                "https://host/x#--upload-pack=x",
                "a b"
            })
    void refusesWhatIsNeither(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> BuildpackName.parse(text))
                .withMessageContaining("cannot be a buildpack");
    }
}
