package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sampan.unit.DataSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
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

    /** A small archive of zeros would fill the disk before it is known what it is. */
    @Test
    void endsWhatIsUnpackedWhenTheReserveIsReached() {
        AtomicLong free = new AtomicLong(3 * RoomInput.CHECKED);
        ImageSpace filling =
                new ImageSpace(
                        Path.of("/images"),
                        DataSize.ofBytes(10),
                        () -> free.getAndAdd(-RoomInput.CHECKED));
        AtomicLong given = new AtomicLong();
        InputStream endless =
                new InputStream() {

                    @Override
                    public int read() {
                        given.incrementAndGet();
                        return 0;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        given.addAndGet(length);
                        return length;
                    }
                };

        assertThatExceptionOfType(ImageSpaceException.class)
                .isThrownBy(
                        () ->
                                new RoomInput(endless, filling)
                                        .transferTo(OutputStream.nullOutputStream()))
                .withMessageContaining("the next part of a layer that is unpacked");
        assertThat(given).hasValueBetween(3 * RoomInput.CHECKED, 4 * RoomInput.CHECKED);
    }
}
