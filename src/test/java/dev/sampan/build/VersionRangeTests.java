package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*; 0.0.1",
                "''; 22.1.0",
                "22; 22.9.1",
                "22.x; 22.0.0",
                "v22.1; 22.1.7",
                "=22.1.3; 22.1.3",
                ">=18; 26.0.0",
                ">= 18 <21; 20.9.9",
                ">20; 21.0.0",
                "<=20; 20.99.0",
                "^20.17.0 || >=22.9.0; 20.18.1",
                "^20.17.0 || >=22.9.0; 24.0.0",
                "^0.2.3; 0.2.9",
                "~1.2.3; 1.2.9",
                "~1; 1.9.0",
                "18 - 20; 20.5.0",
                "18.x.x; 18.4.2",
                ">=20.0.0-rc.1; 20.0.0"
            })
    void containsVersionsOfTheRange(String range, String version) {
        assertThat(VersionRange.parse(range).contains(version(version))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "22; 23.0.0",
                "22.x; 21.9.9",
                ">= 18 <21; 21.0.0",
                ">20; 20.99.0",
                "<=20; 21.0.0",
                "^20.17.0 || >=22.9.0; 22.8.0",
                "^20.17.0 || >=22.9.0; 21.0.0",
                "^0.2.3; 0.3.0",
                "^0.0.3; 0.0.4",
                "~1.2.3; 1.3.0",
                "18 - 20; 21.0.0",
                "=22.1.3; 22.1.4",
                "<*; 1.0.0"
            })
    void leavesOutVersionsBesideTheRange(String range, String version) {
        assertThat(VersionRange.parse(range).contains(version(version))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "22 or 23", ">>1", "1.2.3.4", "file:../x", "99999999999"})
    void refusesWhatIsNoRange(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> VersionRange.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"23.0.0-rc.1", "1.2", "", "x"})
    void readsNoVersionWhenItIsAPreviewOrNone(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }

    private static SemanticVersion version(String text) {
        return SemanticVersion.parse(text).orElseThrow();
    }
}
