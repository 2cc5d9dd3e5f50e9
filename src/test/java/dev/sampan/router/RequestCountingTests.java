package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.RequestRate;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How often and how many requests may come, with a clock of the test's own. */
class RequestCountingTests {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void bucketLetsBurstPassAndThenTheRate() {
        RequestRate rate = RequestRate.parse("10/s:3");
        RateBucket bucket = new RateBucket(0);

        assertThat(bucket.take(rate, 0)).isZero();
        assertThat(bucket.take(rate, 0)).isZero();
        assertThat(bucket.take(rate, 0)).isZero();
        assertThat(bucket.take(rate, 0)).isEqualTo(SECOND / 10);
        assertThat(bucket.take(rate, SECOND / 10)).isZero();
        assertThat(bucket.take(rate, SECOND / 10)).isEqualTo(SECOND / 10);
        assertThat(bucket.isIdle(SECOND / 10)).isFalse();
        assertThat(bucket.isIdle(SECOND)).isTrue();
    }

    @Test
    void bucketForgetsWhatIsLongAgo() {
        RequestRate rate = RequestRate.parse("1/s:2");
        RateBucket bucket = new RateBucket(-5 * SECOND);

        assertThat(bucket.take(rate, 100 * SECOND)).isZero();
        assertThat(bucket.take(rate, 100 * SECOND)).isZero();
        assertThat(bucket.take(rate, 100 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void tableCountsNeighboursOfIpv6AsOneAndOthersApart() {
        ClientTable table = new ClientTable();
        byte[] first = new byte[16];
        first[0] = (byte) 0xfd;
        byte[] sameNetwork = first.clone();
        sameNetwork[15] = 1;
        byte[] other = first.clone();
        other[7] = 1;

        assertThat(table.of(first, 0)).isSameAs(table.of(sameNetwork, 0));
        assertThat(table.of(first, 0)).isNotSameAs(table.of(other, 0));
        assertThat(table.of(new byte[] {10, 0, 0, 1}, 0))
                .isNotSameAs(table.of(new byte[] {10, 0, 0, 2}, 0));
    }

    @Test
    void tableHoldsABoundedNumberOfClients() {
        ClientTable table = new ClientTable();
        for (int i = 0; i < 200_000; i++) {
            byte[] address = ByteBuffer.allocate(4).putInt(i).array();
            ClientTable.Client client = table.of(address, System.nanoTime());
            if (client != null) {
                client.requests.incrementAndGet();
            }
        }

        assertThat(table.size()).isEqualTo(65_536);
    }

    @Test
    void healthEjectsAfterFailuresInARowForEverLonger() {
        TargetHealth health = new TargetHealth();
        for (int i = 0; i < 4; i++) {
            health.failed(0);
        }
        assertThat(health.isEjected(0)).isFalse();
        health.failed(0);
        assertThat(health.isEjected(SECOND - 1)).isTrue();
        assertThat(health.isEjected(SECOND)).isFalse();
        health.failed(SECOND);
        assertThat(health.isEjected(3 * SECOND - 1)).isTrue();
        assertThat(health.isEjected(3 * SECOND)).isFalse();
        health.succeeded();
        health.failed(3 * SECOND);
        assertThat(health.isEjected(3 * SECOND)).isFalse();
    }

    @Test
    void hashKnowsItsPasswordOnly() {
        PasswordHash hash = PasswordHash.parse(PasswordHash.of("correct horse").text());

        assertThat(hash.matches("correct horse")).isTrue();
        assertThat(hash.matches("correct horsf")).isFalse();
        assertThat(hash).hasToString("[REDACTED]");
        assertThat(PasswordHash.of("correct horse").text()).isNotEqualTo(hash.text());
    }
}
