package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppNameTests {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "hello", "node-js-app", "www.example.com", "a.b", "a--b"})
    void acceptNames(String name) {
        assertThat(AppName.parse(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-a", ".a", "A", "a_b", "a/b", "../a", "a b", "a\n", "ü", "a..b", "a.", "a.git",
                "a-", "a.-b", "a'b", "a;b", "a$b"
            })
    void refuseOthers(String name) {
        assertThatExceptionOfType(InvalidAppNameException.class)
                .isThrownBy(() -> AppName.parse(name));
    }

    @Test
    void refuseMoreThan63Characters() {
        assertThat(AppName.parse("a".repeat(63)).value()).hasSize(63);
        assertThatExceptionOfType(InvalidAppNameException.class)
                .isThrownBy(() -> AppName.parse("a".repeat(64)))
                .withMessageContaining("63");
    }

    @Test
    void saysWhatDokkuSaysWhenCharacterIsNotAllowed() {
        assertThatExceptionOfType(InvalidAppNameException.class)
                .isThrownBy(() -> AppName.parse("Hello"))
                .withMessage(
                        "App name must begin with lowercase alphanumeric character, and may only contain lowercase"
                                + " alphanumerics, dots, and hyphens");
    }
}
