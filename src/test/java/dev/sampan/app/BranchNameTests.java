package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchNameTests {

    @ParameterizedTest
    @ValueSource(strings = {"main", "feature/cart", "v1.2", "größe", "a#b", "a@b", "x.locked"})
    void takesWhatGitTakes(String text) {
        assertThat(BranchName.parse(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HEAD",
                "@",
                "a b",
                "a..b",
                ".a",
                "a/.b",
                "a.",
                "a/",
                "/a",
                "a//b",
                "a.lock",
                "a.lock/b",
                "-a",
                "a~1",
                "a^",
                "a:b",
                "a?",
                "a*",
                "a[",
                "a\\b",
                "a@{1}",
                "a\nb",
                "a\u007f"
            })
    void refusesWhatGitRefuses(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> BranchName.parse(text))
                .withMessageContaining("is not the name of a branch");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 5000})
    void refusesWhatIsTooLong(int length) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> BranchName.parse("a".repeat(length)));
    }
}
