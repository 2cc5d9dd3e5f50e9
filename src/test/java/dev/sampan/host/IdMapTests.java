package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdMapTests {

    @Test
    void mapsAWholeBlockWhenNobodyChangesPlaces() {
        assertThat(IdMap.between(300_000, 400_000, 1000, 1000).text())
                .isEqualTo("300000 400000 65536\n");
        assertThat(IdMap.inside(300_000).text()).isEqualTo("0 300000 65536\n");
    }

    @Test
    void letsTwoChangePlaces() {
        assertThat(IdMap.between(300_000, 400_000, 1000, 33).text())
                .isEqualTo(
                        """
                        300000 400000 33
                        300033 401000 1
                        300034 400034 966
                        301000 400033 1
                        301001 401001 64535
                        """);
    }

    @Test
    void leavesOutWhatIsEmpty() {
        assertThat(IdMap.between(0, 100_000, 0, 65_535).text())
                .isEqualTo("0 165535 1\n1 100001 65534\n65535 100000 1\n");
        assertThat(IdMap.between(0, 100_000, 1, 0).text())
                .isEqualTo("0 100001 1\n1 100000 1\n2 100002 65534\n");
    }
}
