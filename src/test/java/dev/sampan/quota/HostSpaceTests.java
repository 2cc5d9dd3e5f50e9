package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.unit.DataSize;
import org.junit.jupiter.api.Test;

class HostSpaceTests {

    private static final QuotaProperties TWICE =
            new QuotaProperties("loop", DataSize.ofGibibytes(1), 2, false);

    @Test
    void allowWhatFitsIntoTwiceTheFreeSpace() {
        assertThatCode(() -> check("10g", "11g", "10g")).doesNotThrowAnyException();
    }

    @Test
    void refuseOneByteMoreWithAllFigures() {
        assertThatExceptionOfType(HostDiskFullException.class)
                .isThrownBy(() -> check("10737418241", "11g", "10g"))
                .withMessage(
                        "The disk of 'shop' needs 10.0 GiB, but the host has only 10 GiB left to give: 11 GiB are free, of which 1 GiB are kept for the host, and 10 GiB are promised to others already. Free some space, or choose a lower limit");
    }

    @Test
    void refuseWhenTheReserveIsTouched() {
        assertThatExceptionOfType(HostDiskFullException.class)
                .isThrownBy(() -> check("16m", "500m", "0"));
    }

    private static void check(String more, String free, String promised) {
        HostSpace.check(
                "shop",
                DataSize.parse(more),
                DataSize.parse(free),
                DataSize.parse(promised),
                TWICE);
    }
}
