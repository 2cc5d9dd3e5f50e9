package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.router.ShareTotals;

import org.junit.jupiter.api.Test;

/** Which requests of a canary are judged. */
class ErrorWindowTests {

    private final ErrorWindow window = new ErrorWindow();

    @Test
    void saysNothingOfFewRequests() {
        assertThat(window.add(new ShareTotals(0, 0))).isEmpty();
        assertThat(window.add(new ShareTotals(99, 99))).isEmpty();
        assertThat(window.add(new ShareTotals(100, 99))).contains(new ShareTotals(100, 99));
    }

    @Test
    void forgetsWhatIsLongAgo() {
        assertThat(window.add(new ShareTotals(1000, 0))).contains(new ShareTotals(1000, 0));
        assertThat(window.add(new ShareTotals(1050, 50))).contains(new ShareTotals(1050, 50));
        assertThat(window.add(new ShareTotals(1100, 60))).contains(new ShareTotals(100, 60));
        assertThat(window.add(new ShareTotals(1150, 60))).contains(new ShareTotals(100, 10));
    }

    @Test
    void beginsAnewWhenTheRouterDoes() {
        window.add(new ShareTotals(500, 0));

        assertThat(window.add(new ShareTotals(60, 6))).isEmpty();
        assertThat(window.add(new ShareTotals(110, 11))).contains(new ShareTotals(110, 11));
    }
}
