package dev.sampan.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StockTests {

    private static final int SHOP = 1;
    private static final int BLOG = 2;

    private final AtomicInteger numbers = new AtomicInteger();
    private final List<String> made = new CopyOnWriteArrayList<>();
    private final List<String> discarded = new CopyOnWriteArrayList<>();
    private final Stock<String> stock = new Stock<>(this::make, discarded::add, 5);

    private String make(int block) {
        String one = block + "-" + numbers.incrementAndGet();
        made.add(one);
        return one;
    }

    @AfterEach
    void close() {
        stock.close();
    }

    @Test
    void makeOneWhenNothingIsReady() {
        assertThat(stock.take(SHOP)).isEqualTo("1-1");
    }

    @Test
    void giveWhatIsReadyToWhomItIsFor() {
        stock.expect(SHOP);
        awaitMade(1);
        assertThat(stock.take(BLOG)).isEqualTo("2-2");
        assertThat(stock.take(SHOP)).isEqualTo("1-1");
    }

    @Test
    void makeAsManyAheadAsWereTakenTogether() {
        for (int i = 0; i < 3; i++) {
            String _ = stock.take(SHOP);
        }
        awaitMade(6);
        assertThat(List.of(stock.take(SHOP), stock.take(SHOP), stock.take(SHOP)))
                .containsExactly("1-4", "1-5", "1-6");
    }

    @Test
    void keepNoMoreThanAllowed() {
        for (int i = 0; i < 20; i++) {
            String _ = stock.take(SHOP);
        }
        awaitMade(25);
        stock.close();
        assertThat(discarded).hasSize(5);
        assertThat(made).hasSize(25);
    }

    @Test
    void discardWhatIsForNobodyAnyMore() {
        stock.expect(SHOP);
        awaitMade(1);
        stock.forget(SHOP);
        assertThat(discarded).containsExactly("1-1");
        assertThat(stock.take(SHOP)).isEqualTo("1-2");
    }

    @Test
    void makeNothingAheadWhenNothingIsAllowed() {
        try (Stock<String> none = new Stock<>(this::make, discarded::add, 0)) {
            none.expect(SHOP);
            assertThat(none.take(SHOP)).isEqualTo("1-1");
            assertThat(made).hasSize(1);
        }
    }

    /** Once they are made, they are ready a moment later. */
    private void awaitMade(int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (made.size() < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(made).hasSize(count);
    }
}
