package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The way of a log line from an event loop to the log's thread. */
class AccessRingTests {

    private final AtomicInteger awakenings = new AtomicInteger();
    private final AccessRing ring = new AccessRing(awakenings::incrementAndGet);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final WritableByteChannel out = Channels.newChannel(taken);

    private static AccessEntry entry(String path) {
        return new AccessEntry(
                1,
                2000,
                "id",
                "127.0.0.1",
                "GET",
                "a.test",
                path,
                Protocol.HTTP_1_1,
                200,
                0,
                2,
                "app",
                "10.0.0.2:80",
                1);
    }

    private int fillToHalf() {
        int lines = 0;
        int before = awakenings.get();
        while (awakenings.get() == before) {
            assertThat(lines).isLessThan(20_000);
            ring.add(entry("/" + lines++));
        }
        return lines;
    }

    @Test
    void awakensOnceEachTimeHalfOfItIsFull() throws Exception {
        int first = fillToHalf();
        assertThat(taken()).isBetween(AccessRing.SIZE / 2, AccessRing.SIZE / 2 + 1000);
        int second = fillToHalf();
        assertThat(second).isCloseTo(first, Percentage.withPercentage(5));
        for (int i = 0; i < first / 2; i++) {
            ring.add(entry("/" + i));
        }
        assertThat(awakenings).hasValue(2);
    }

    @Test
    void givesLinesWholeWhenTheyLieAcrossItsEnd() throws Exception {
        String path = "/" + "x".repeat(7001);
        for (int round = 0; round < 1000; round++) {
            ring.add(entry(path + round));
            assertThat(taken()).isGreaterThan(7001);
            assertThat(taken.toString(StandardCharsets.US_ASCII))
                    .contains(path + round + "\"")
                    .endsWith("}\n");
            assertThat(ring.isEmpty()).isTrue();
        }
        assertThat(ring.dropped()).isZero();
    }

    @Test
    void dropsAndCountsWhatFindsNoRoom() throws Exception {
        String path = "/" + "x".repeat(AccessRing.SIZE / 3);
        for (int i = 0; i < 5; i++) {
            ring.add(entry(path));
        }
        assertThat(ring.dropped()).isEqualTo(3);
        taken();
        ring.add(entry(path));
        assertThat(ring.dropped()).isEqualTo(3);
    }

    @Test
    void isEmptyAfterAWriteThatFailed() throws Exception {
        ring.add(entry("/lost"));
        WritableByteChannel full =
                Channels.newChannel(
                        new OutputStream() {
                            @Override
                            public void write(int single) throws IOException {
                                throw new IOException("full");
                            }
                        });
        assertThat(catchThrowable(() -> ring.takeTo(full))).hasMessage("full");
        assertThat(ring.isEmpty()).isTrue();
        ring.add(entry("/kept"));
        taken();
        assertThat(taken.toString(StandardCharsets.US_ASCII))
                .contains("/kept")
                .doesNotContain("/lost");
    }

    /** Takes all, and returns how many bytes that was. */
    private int taken() throws IOException {
        taken.reset();
        ring.takeTo(out);
        return taken.size();
    }
}
