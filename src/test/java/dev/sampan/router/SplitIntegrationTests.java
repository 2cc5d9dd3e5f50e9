package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of one route divided among shares of its targets, over real sockets. */
class SplitIntegrationTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n";
    private static final String CLOSE = "Connection: close\r\n\r\n";

    @TempDir private Path home;

    private static TestOrigin saying(String body) throws IOException {
        return TestOrigin.replying(
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body));
    }

    private static void divide(TestRouter router, Share... shares) {
        Publication done =
                router.publisher()
                        .publish(
                                t ->
                                        t.with(
                                                t.find("app")
                                                        .orElseThrow()
                                                        .withShares(List.of(shares))));
        assertThat(done.acknowledged()).as(done.detail()).isTrue();
    }

    private static int answers(TestRouter router, int requests, String end) throws IOException {
        int found = 0;
        for (int i = 0; i < requests; i++) {
            found += router.exchange(GET + CLOSE).endsWith(end) ? 1 : 0;
        }
        return found;
    }

    @Test
    void dividesRequestsByWeightAndCountsThem() throws IOException {
        try (TestOrigin old = saying("a");
                TestOrigin canary = saying("b");
                TestRouter router = new TestRouter(home)) {
            divide(
                    router,
                    new Share("v1", 80, List.of(old.target())),
                    new Share("v2", 20, List.of(canary.target())));

            int atCanary = answers(router, 600, "b");

            // 120 are expected, with a deviation of 10.
            assertThat(atCanary).isBetween(60, 180);
            Map<String, ShareTotals> counted = router.stats().sharesOf("app");
            assertThat(counted.get("v1")).isEqualTo(new ShareTotals(600L - atCanary, 0));
            assertThat(counted.get("v2")).isEqualTo(new ShareTotals(atCanary, 0));
            assertThat(router.control().stats().sharesOf("app")).isEqualTo(counted);
        }
    }

    @Test
    void countsErrorsOfTheShareAndLetsItKeepItsPart() throws IOException {
        try (TestOrigin old = saying("a");
                TestOrigin canary =
                        TestOrigin.replying(
                                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1\r\n\r\nx");
                TestRouter router = new TestRouter(home)) {
            divide(
                    router,
                    new Share("v1", 50, List.of(old.target())),
                    new Share("v2", 50, List.of(canary.target())));

            int failed = answers(router, 200, "x");

            assertThat(failed).isBetween(50, 150);
            assertThat(router.stats().sharesOf("app").get("v2"))
                    .isEqualTo(new ShareTotals(failed, failed));
            assertThat(router.stats().sharesOf("app").get("v1"))
                    .isNotNull()
                    .returns(0L, ShareTotals::errors);
        }
    }

    @Test
    void leavesPartOfAnEmptyShareToTheOthers() throws IOException {
        try (TestOrigin old = saying("a");
                TestRouter router = new TestRouter(home)) {
            divide(
                    router,
                    new Share("v1", 10, List.of(old.target())),
                    new Share("v2", 90, List.of()));

            assertThat(answers(router, 50, "a")).isEqualTo(50);

            divide(router, new Share("v1", 10, List.of()), new Share("v2", 90, List.of()));
            assertThat(router.exchange(GET + CLOSE)).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void triesTheOtherShareWhenNobodyListens() throws IOException {
        TestOrigin gone = saying("b");
        gone.close();
        try (TestOrigin old = saying("a");
                TestRouter router = new TestRouter(home)) {
            divide(
                    router,
                    new Share("v1", 50, List.of(old.target())),
                    new Share("v2", 50, List.of(gone.target())));

            assertThat(answers(router, 60, "a")).isEqualTo(60);
            ShareTotals canary =
                    router.stats().sharesOf("app").getOrDefault("v2", ShareTotals.NONE);
            assertThat(canary.errors()).isPositive().isEqualTo(canary.requests());
        }
    }

    @Test
    void keepsClientAtItsShareByCookie() throws IOException {
        try (TestOrigin old = saying("a");
                TestOrigin canary = saying("b");
                TestRouter router = new TestRouter(home)) {
            router.setPolicy(
                    RoutePolicy.DEFAULT.withBalance(
                            Balance.DEFAULT.withStickySecret("0123456789abcdef")));
            divide(
                    router,
                    new Share("v1", 50, List.of(old.target())),
                    new Share("v2", 50, List.of(canary.target())));
            String first = router.exchange(GET + CLOSE);
            Matcher cookie =
                    Pattern.compile("Set-Cookie: (sampan_target=[A-Za-z0-9_-]+);").matcher(first);
            assertThat(cookie.find()).as(first).isTrue();
            String own = "Cookie: " + cookie.group(1) + "\r\n";
            String body = first.substring(first.length() - 1);

            divide(
                    router,
                    new Share("v1", body.equals("a") ? 1 : 99, List.of(old.target())),
                    new Share("v2", body.equals("a") ? 99 : 1, List.of(canary.target())));

            for (int i = 0; i < 20; i++) {
                assertThat(router.exchange(GET + own + CLOSE))
                        .endsWith(body)
                        .doesNotContain("Set-Cookie");
            }
        }
    }

    @Test
    void forgetsCountsWhenTheSplitEnds() throws IOException {
        try (TestOrigin old = saying("a");
                TestRouter router = new TestRouter(home)) {
            Share one = new Share("v1", 50, List.of(old.target()));
            divide(router, one, new Share("v2", 50, List.of()));
            answers(router, 5, "a");
            divide(router, one, new Share("v2", 50, List.of()));
            assertThat(router.stats().sharesOf("app").get("v1"))
                    .isNotNull()
                    .returns(5L, ShareTotals::requests);

            router.publisher()
                    .publish(
                            t ->
                                    t.with(
                                            t.find("app")
                                                    .orElseThrow()
                                                    .withTargets(List.of(old.target()))));

            assertThat(router.stats().sharesOf("app")).isEmpty();
            assertThat(answers(router, 3, "a")).isEqualTo(3);
            assertThat(router.stats().route("app").requests()).isEqualTo(8);
        }
    }
}
