package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnsiTextTests {

    @Test
    void stripRemovesColoursTitlesAndMovements() {
        assertThat(AnsiText.strip("\u001b[1;31mred\u001b[0m\tand\u001b[2K\u001b[1A plain"))
                .isEqualTo("red\tand plain");
        assertThat(AnsiText.strip("\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b"))
                .isEqualTo("ab");
        assertThat(AnsiText.strip("\u001b(Ba\u001b=b\u001bc")).isEqualTo("ab");
    }

    @Test
    void stripRemovesControlCharactersAndWritingDirections() {
        assertThat(AnsiText.strip("a\r\u0000b\u202Ec\u2066d")).isEqualTo("abcd");
    }

    @Test
    void stripLeavesTextThatOnlyLooksAlike() {
        assertThat(AnsiText.strip("[0m ünïcode 🚢 <b>")).isEqualTo("[0m ünïcode 🚢 <b>");
    }

    @Test
    void stripEndsSoonWhenASequenceDoesNotEnd() {
        assertThat(AnsiText.strip("a\u001b]" + "x".repeat(100_000))).isEqualTo("a");
    }
}
