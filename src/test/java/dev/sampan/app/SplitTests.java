package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.app.Split.Share;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/** What a split of requests among releases may be. */
class SplitTests {

    private static Split split(String text) {
        return Split.parse(text, Optional.empty());
    }

    @Test
    void readsWhatItWrites() {
        Split split = split("v9=90 v10=10");

        assertThat(split.shares()).containsExactly(new Share(9, 90), new Share(10, 10));
        assertThat(split.base()).isEqualTo(9);
        assertThat(split.canaries()).containsExactly(new Share(10, 10));
        assertThat(split.text()).isEqualTo("v9=90 v10=10");
        assertThat(Share.parse("9=90%")).isEqualTo(new Share(9, 90));
    }

    @Test
    void canaryHasItsPartOfTheProcessesAndAtLeastOne() {
        assertThat(new Share(10, 10).quantity(1)).isEqualTo(1);
        assertThat(new Share(10, 10).quantity(10)).isEqualTo(1);
        assertThat(new Share(10, 10).quantity(11)).isEqualTo(2);
        assertThat(new Share(10, 50).quantity(4)).isEqualTo(2);
        assertThat(new Share(10, 50).quantity(0)).isZero();
    }

    @Test
    void refusesWhatIsNotADivision() {
        assertThatThrownBy(() -> split("v9=90 v10=20"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'v9=90 v10=20' are 110 percent together");
        assertThatThrownBy(() -> split("v9=100")).hasMessageContaining("1 release(s)");
        assertThatThrownBy(() -> split("v9=100 v10=0")).hasMessageContaining("'v9=100'");
        assertThatThrownBy(() -> split("v9=50 v9=50")).hasMessageContaining("'v9' is named twice");
        assertThatThrownBy(() -> split("v1=20 v2=20 v3=20 v4=20 v5=10 v6=10"))
                .hasMessageContaining("6 release(s)");
        assertThatThrownBy(() -> Share.parse("v9"))
                .hasMessageContaining("'v9' is not a share of a release");
        assertThatThrownBy(() -> Share.parse("v9=9999")).hasMessageContaining("vN=percent");
        assertThatThrownBy(() -> Split.percent("0", "The errors")).hasMessageContaining("1 to 99");
        assertThatThrownBy(() -> Split.percent("5.5%", "The errors"))
                .isInstanceOf(RefusedException.class);
        assertThat(Split.percent("5%", "The errors")).isEqualTo(5);
    }
}
