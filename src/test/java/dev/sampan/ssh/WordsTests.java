package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTests {

    @Test
    void splitAtWhiteSpace() {
        assertThat(Words.split("  apps:create \t shop\n")).containsExactly("apps:create", "shop");
        assertThat(Words.split("")).isEmpty();
    }

    @Test
    void keepQuotedTextTogether() {
        assertThat(Words.split("config:set shop A='x y' B=\"it's\" C=a\\ b D=''"))
                .containsExactly("config:set", "shop", "A=x y", "B=it's", "C=a b", "D=");
    }

    @Test
    void takeNothingAsSpecialBetweenQuotes() {
        assertThat(Words.split("'a\\b' \"$HOME `id` \\\" 'c\nd'"))
                .isEqualTo(List.of("a\\b", "$HOME `id` \\", "c\nd"));
    }

    @Test
    void readWhatPosixShellsQuote() {
        assertThat(Words.split("A='it'\\''s' ''")).containsExactly("A=it's", "");
    }

    @Test
    void refuseOpenQuote() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Words.split("config:set shop A='x"))
                .withMessageContaining("unmatched single quote");
    }
}
