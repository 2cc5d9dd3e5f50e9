package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LayerPipelineTests {

    private static final int BLOCK = 1 << 17;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 40 * BLOCK + 7})
    void givesTheSameBytesWhenReadAhead(int length) throws IOException {
        byte[] bytes = random(length);
        try (ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(bytes))) {
            assertThat(ahead.readAllBytes()).isEqualTo(bytes);
            assertThat(ahead.read()).isEqualTo(-1);
            assertThat(ahead.skip(5)).isZero();
        }
    }

    @Test
    void skipsAndReadsInAnyPieces() throws IOException {
        byte[] bytes = random(5 * BLOCK + 13);
        Random sizes = new Random(3);
        try (ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(bytes))) {
            int position = 0;
            while (position < bytes.length) {
                int size = Math.min(1 + sizes.nextInt(90_000), bytes.length - position);
                if (sizes.nextBoolean()) {
                    ahead.skipNBytes(size);
                } else {
                    assertThat(ahead.readNBytes(size))
                            .isEqualTo(Arrays.copyOfRange(bytes, position, position + size));
                }
                position += size;
            }
            assertThat(ahead.read()).isEqualTo(-1);
        }
    }

    @Test
    void tellsWhyTheSourceFailedBehindWhatCameBefore() throws IOException {
        InputStream failing = failingAfter(3 * BLOCK, new IOException("disk is gone"));
        try (ReadAhead ahead = new ReadAhead(failing)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> ahead.transferTo(OutputStream.nullOutputStream()))
                    .withMessage("disk is gone");
        }
        try (ReadAhead ahead =
                new ReadAhead(failingAfter(0, new InvalidLayerException("too large")))) {
            assertThatExceptionOfType(InvalidLayerException.class)
                    .isThrownBy(ahead::read)
                    .withMessage("too large");
        }
    }

    @Test
    void readsNoMoreWhenItIsClosed() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return reads.incrementAndGet() & 0xff;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        reads.incrementAndGet();
                        return length;
                    }
                };
        ReadAhead ahead = new ReadAhead(endless);
        assertThat(ahead.read()).isZero();
        ahead.close();
        int after = reads.get();

        assertThat(after).isLessThan(40);
        ahead.close();
        assertThat(reads.get()).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK, 40 * BLOCK + 7})
    void passesTheSameBytesWhenWrittenBehind(int length) throws IOException {
        byte[] bytes = random(length);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (WriteBehind behind = new WriteBehind(target)) {
            int half = length / 2;
            behind.write(bytes, 0, half);
            for (int i = half; i < Math.min(length, half + 10); i++) {
                behind.write(bytes[i]);
            }
            int from = Math.min(length, half + 10);
            behind.write(bytes, from, length - from);
        }
        assertThat(target.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void tellsWhyTheTargetFailedAndNeverWaitsForIt() throws IOException {
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("disk is full");
                    }
                };
        WriteBehind behind = new WriteBehind(full);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                behind.write(new byte[BLOCK]);
                            }
                        })
                .withMessage("disk is full");
        assertThatExceptionOfType(IOException.class).isThrownBy(behind::close);
        behind.close();

        WriteBehind little = new WriteBehind(full);
        little.write(1);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(little::close)
                .withMessage("disk is full");
    }

    private static InputStream failingAfter(int length, Exception failure) {
        return new InputStream() {
            private int left = length;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                if (left == 0) {
                    if (failure instanceof IOException io) {
                        throw io;
                    }
                    throw (RuntimeException) failure;
                }
                int read = Math.min(left, count);
                left -= read;
                return read;
            }
        };
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
