package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ImageSpaceTests {

    private final ImageSpace space =
            new ImageSpace(Path.of("/images"), DataSize.ofBytes(1000), () -> 5000L);

    @Test
    void takesWhatFitsBesideTheReserve() {
        assertThatNoException().isThrownBy(() -> space.requireForPacked("Image 'a'", 1000));
    }

    @Test
    void refusesWithBothNumbers() {
        assertThatExceptionOfType(ImageSpaceException.class)
                .isThrownBy(() -> space.requireForPacked("Image 'a'", 1001))
                .withMessage(
                        "Image 'a' needs about 4004 bytes of disk (1001 to fetch, and about three times that unpacked), and '/images' has 4000 left beside the 1000 that are kept free. See what can go with `cleanup --dry-run`, or add disk");
        assertThatExceptionOfType(ImageSpaceException.class)
                .isThrownBy(() -> space.requireForPacked("Image 'a'", Long.MAX_VALUE))
                .withMessageContaining("needs about " + Long.MAX_VALUE);
    }

    @Test
    void refusesEverythingWhenTheReserveIsTaken() {
        ImageSpace full = new ImageSpace(Path.of("/images"), DataSize.ofBytes(10), () -> 5L);

        assertThatExceptionOfType(ImageSpaceException.class)
                .isThrownBy(() -> full.require("It", 1, "reason"))
                .withMessageContaining("has 0 left");
    }
}
