package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the router chooses among several targets, over real sockets. */
class BalanceIntegrationTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n";
    private static final String CLOSE = "Connection: close\r\n\r\n";
    private static final RoutePolicy STICKY =
            RoutePolicy.DEFAULT.withBalance(Balance.DEFAULT.withStickySecret("0123456789abcdef"));

    @TempDir private Path home;

    private static TestOrigin saying(String body) throws IOException {
        return TestOrigin.replying(
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body));
    }

    @Test
    void keepsClientAtItsTargetByCookie() throws IOException {
        try (TestOrigin a = saying("a");
                TestOrigin b = saying("b");
                TestRouter router = new TestRouter(home, a.target(), b.target())) {
            router.setPolicy(STICKY);
            String first = router.exchange(GET + CLOSE);
            Matcher cookie =
                    Pattern.compile(
                                    "Set-Cookie: (sampan_target=[A-Za-z0-9_-]+); Path=/; HttpOnly; SameSite=Lax\r\n")
                            .matcher(first);
            assertThat(cookie.find()).as(first).isTrue();
            String own = "Cookie: theme=dark; " + cookie.group(1) + "\r\n";
            String body = first.substring(first.length() - 1);

            for (int i = 0; i < 20; i++) {
                assertThat(router.exchange(GET + own + CLOSE))
                        .endsWith(body)
                        .doesNotContain("Set-Cookie");
            }
            Target gone = body.equals("a") ? a.target() : b.target();
            Target left = body.equals("a") ? b.target() : a.target();
            router.publisher()
                    .publish(t -> t.with(t.find("app").orElseThrow().withTargets(List.of(left))));
            assertThat(gone).isNotEqualTo(left);
            assertThat(router.exchange(GET + own + CLOSE))
                    .contains("Set-Cookie: sampan_target=")
                    .doesNotEndWith(body);
        }
    }

    @Test
    void choosesFreelyWhenCookieIsForged() throws IOException {
        try (TestOrigin a = saying("a");
                TestOrigin b = saying("b");
                TestRouter router = new TestRouter(home, a.target(), b.target())) {
            router.setPolicy(STICKY);
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 200 && seen.size() < 2; i++) {
                String answer =
                        router.exchange(GET + "Cookie: sampan_target=127.0.0.1\r\n" + CLOSE);
                assertThat(answer).contains("Set-Cookie: sampan_target=");
                seen.add(answer.substring(answer.length() - 1));
            }
            assertThat(seen).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void leavesTargetAloneThatFailsAndTriesItAgainLater() throws IOException {
        try (TestOrigin good = saying("a");
                TestOrigin bad =
                        TestOrigin.replying(
                                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1\r\n\r\nx");
                TestRouter router = new TestRouter(home, good.target(), bad.target())) {
            int failures = 0;
            for (int i = 0; i < 400 && failures < 5; i++) {
                failures += router.exchange(GET + CLOSE).endsWith("x") ? 1 : 0;
            }
            // Each of the two workers has to see it for itself.
            for (int i = 0; i < 400 && bad.heads().size() < 9; i++) {
                router.exchange(GET + CLOSE);
            }
            int before = bad.heads().size();
            int again = 0;
            for (int i = 0; i < 20; i++) {
                again += router.exchange(GET + CLOSE).endsWith("x") ? 1 : 0;
            }
            assertThat(again).as("of 20 requests, after %d failures", before).isLessThan(5);

            bad.setScript(
                    (head, in, out) -> {
                        out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"));
                        return true;
                    });
            long end = System.nanoTime() + 60_000_000_000L;
            boolean back = false;
            while (!back && System.nanoTime() < end) {
                back = router.exchange(GET + CLOSE).endsWith("b");
            }
            assertThat(back).isTrue();
        }
    }

    @Test
    void servesFromAllWhenAllFail() throws IOException {
        String failure = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1\r\n\r\nx";
        try (TestOrigin a = TestOrigin.replying(failure);
                TestOrigin b = TestOrigin.replying(failure);
                TestRouter router = new TestRouter(home, a.target(), b.target())) {
            for (int i = 0; i < 60; i++) {
                assertThat(router.exchange(GET + CLOSE)).endsWith("x");
            }
            assertThat(a.heads()).hasSizeGreaterThan(10);
            assertThat(b.heads()).hasSizeGreaterThan(10);
        }
    }

    @Test
    void repeatsAtAnotherTargetOnlyWhatMayBeRepeated() throws IOException {
        TestOrigin.Script breaksOff = (head, in, out) -> false;
        try (TestOrigin a = new TestOrigin(breaksOff);
                TestOrigin b = new TestOrigin(breaksOff);
                TestRouter router = new TestRouter(home, a.target(), b.target())) {
            String put = "PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n";
            assertThat(attempts(router, put, a, b)).isEqualTo(1);
            assertThat(attempts(router, GET, a, b)).isEqualTo(2);
            router.setPolicy(
                    RoutePolicy.DEFAULT.withBalance(Balance.DEFAULT.withRetried(Set.of("PUT"))));
            assertThat(attempts(router, put, a, b)).isEqualTo(2);
            assertThat(attempts(router, GET, a, b)).isEqualTo(1);
        }
    }

    private static int attempts(TestRouter router, String request, TestOrigin a, TestOrigin b)
            throws IOException {
        int before = a.heads().size() + b.heads().size();
        assertThat(router.exchange(request + CLOSE)).startsWith("HTTP/1.1 502 ");
        return a.heads().size() + b.heads().size() - before;
    }
}
