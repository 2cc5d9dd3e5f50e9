package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTests {

    private static final Set<String> SWITCHES = Set.of("-t", "--tail");
    private static final Set<String> VALUED = Set.of("-n", "--num");

    @Test
    void readFlagsInEveryForm() {
        assertThat(parse("-t", "-n", "5", "shop").value("-n", "--num")).contains("5");
        assertThat(parse("-n5", "shop").value("-n", "--num")).contains("5");
        assertThat(parse("--num=5", "shop").value("-n", "--num")).contains("5");
        assertThat(parse("shop", "--tail").has("--tail")).isTrue();
        assertThat(parse("shop", "--tail=false").has("--tail")).isFalse();
        assertThat(parse("shop", "-t").rest()).containsExactly("shop");
    }

    @Test
    void takeNothingAsFlagBehindTwoDashes() {
        assertThat(parse("--", "-t", "x").rest()).containsExactly("-t", "x");
        assertThat(parse("-").rest()).containsExactly("-");
    }

    @Test
    void refuseUnknownFlagAndMissingValue() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> parse("--nope"))
                .withMessageStartingWith("unknown flag: --nope. The command takes --");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> parse("--num"))
                .withMessage("flag needs a value: --num");
    }

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), SWITCHES, VALUED);
    }
}
