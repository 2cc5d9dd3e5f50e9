package dev.sampan.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTests {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1024, 1024",
        "512k, 524288",
        "512m, 536870912",
        "1.5g, 1610612736",
        "2GiB, 2147483648",
        "1 MB, 1048576"
    })
    void readSizeInBinaryUnits(String text, long bytes) {
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m",
                "-1",
                "1x",
                "1e9",
                "0x10",
                "1..5m",
                "99999999999999999999",
                "9999999999t"
            })
    void refuseSizeWhenMalformedOrTooLarge(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(InvalidAmountException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000", "512k", "512m", "1g", "3t"})
    void writeSizeAsItIsRead(String text) {
        assertThat(DataSize.parse(text)).hasToString(text);
    }

    @Test
    void writeSizeForPeople() {
        assertThat(DataSize.ofGibibytes(1).toText()).isEqualTo("1 GiB");
        assertThat(DataSize.ofBytes(1536).toText()).isEqualTo("1.5 KiB");
    }

    @ParameterizedTest
    @CsvSource({
        "10mbit, 10000000",
        "1.5gbit, 1500000000",
        "500kbit, 500000",
        "800, 800",
        "10m, 10000000"
    })
    void readBitRateInDecimalUnits(String text, long bitsPerSecond) {
        assertThat(BitRate.parse(text).bitsPerSecond()).isEqualTo(bitsPerSecond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0mbit", "-5mbit", "10mbyte", "fast"})
    void refuseBitRateWhenMalformedOrZero(String text) {
        assertThatThrownBy(() -> BitRate.parse(text)).isInstanceOf(InvalidAmountException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "0.5, 500", "1.25, 1250", "0.001, 1"})
    void readProcessorsInThousandths(String text, int millis) {
        assertThat(CpuCount.parse(text).millis()).isEqualTo(millis);
        assertThat(CpuCount.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.2345", "half", ".5"})
    void refuseProcessorsWhenMalformedOrZero(String text) {
        assertThatThrownBy(() -> CpuCount.parse(text)).isInstanceOf(InvalidAmountException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "500, 500",
        "200k, 200000",
        "200000, 200000",
        "1.5m, 1500000",
        "4g, 4000000000"
    })
    void readCountInDecimalUnits(String text, long value) {
        assertThat(Count.parse(text).value()).isEqualTo(value);
        assertThat(Count.parse(Count.parse(text).toString())).isEqualTo(Count.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "k", "1kk", "0.5", "1.2345k", "200 q", "1e3"})
    void refuseCountWhenMalformedOrNotWhole(String text) {
        assertThatThrownBy(() -> Count.parse(text)).isInstanceOf(InvalidAmountException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "'3,0-1', '0-1,3', 3", "'0,1,2', 0-2, 3", "2-2, 2, 1"})
    void readProcessorsInShortestForm(String text, String shortest, int size) {
        assertThat(CpuSet.parse(text)).hasToString(shortest);
        assertThat(CpuSet.parse(text).size()).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"0-3, '1,3', true", "'0,2-3', 0-1, false", "0-1, 2, false", "0, 0, true"})
    void tellWhetherProcessorsAreAmongOthers(String there, String wanted, boolean all) {
        assertThat(CpuSet.parse(there).contains(CpuSet.parse(wanted))).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1-0", "0-", "a", "0;1", "0-9999", "99999"})
    void refuseProcessorListWhenMalformed(String text) {
        assertThatThrownBy(() -> CpuSet.parse(text)).isInstanceOf(InvalidAmountException.class);
    }
}
