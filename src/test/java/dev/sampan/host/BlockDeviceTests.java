package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BlockDeviceTests {

    @Test
    void splitNumberAsTheCLibraryDoes() {
        assertThat(BlockDevice.fromNumber(0x703)).hasToString("7:3");
        assertThat(BlockDevice.fromNumber(0xfe00)).hasToString("254:0");
        assertThat(BlockDevice.fromNumber(0x12_345_6_78L | 0x1000_0000_0000L).major())
                .isGreaterThan(0xfff);
    }

    @Test
    void findNoDiskForWhatLiesInMemory() {
        assertThat(BlockDevice.of(Path.of("/proc/self"))).isEmpty();
        assertThat(BlockDevice.of(Path.of("/sys"))).isEmpty();
    }
}
