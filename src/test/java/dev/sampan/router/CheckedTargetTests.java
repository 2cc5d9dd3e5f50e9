package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** When a target is taken out and put back, and what a check may be. */
class CheckedTargetTests {

    private final TargetState state = new TargetState();
    private final CheckedTarget target =
            new CheckedTarget(new Target("10.0.0.1", 5000), check("/health", 3, 2), state);

    private static TargetCheck check(String path, int unhealthy, int healthy) {
        return new TargetCheck(
                TargetCheck.Kind.HTTP,
                path,
                "app.test",
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                unhealthy,
                healthy);
    }

    @Test
    void isOutAfterFailuresInARow() {
        target.ended("status 500");
        target.ended("status 500");
        target.ended(null);
        target.ended("status 500");
        target.ended("status 500");
        assertThat(state.isOut()).isFalse();

        target.ended("no answer in time");
        assertThat(state.reason()).isEqualTo("no answer in time");
        target.ended("status 503");
        assertThat(state.reason()).isEqualTo("status 503");
    }

    @Test
    void isBackAfterSuccessesInARow() {
        for (int i = 0; i < 5; i++) {
            target.ended("status 500");
        }
        target.ended(null);
        target.ended("status 500");
        target.ended(null);
        assertThat(state.isOut()).isTrue();

        target.ended(null);
        assertThat(state.isOut()).isFalse();
        target.ended("status 500");
        assertThat(state.isOut()).isFalse();
    }

    @Test
    void tellsNothingOnceItIsGone() {
        target.leave();
        for (int i = 0; i < 5; i++) {
            target.ended("status 500");
        }

        assertThat(state.isOut()).isFalse();
    }

    @Test
    void judgesAnswersByTheirStatus() {
        assertThat(TargetProbe.judge("HTTP/1.1 200")).isNull();
        assertThat(TargetProbe.judge("HTTP/1.0 399")).isNull();
        assertThat(TargetProbe.judge("HTTP/1.1 404")).isEqualTo("status 404");
        assertThat(TargetProbe.judge("HTTP/1.1 100")).isEqualTo("status 100");
        assertThat(TargetProbe.judge("SSH-2.0-Open")).isEqualTo("no answer of HTTP");
    }

    @Test
    void checksThatCannotBeMadeAreRefused() {
        assertThatThrownBy(() -> check("health", 1, 1)).hasMessageContaining("'health'");
        assertThatThrownBy(() -> check("/a b", 1, 1)).hasMessageContaining("'/a b'");
        assertThatThrownBy(() -> check("/a\r\n", 1, 1))
                .isInstanceOf(InvalidRouteTableException.class);
        assertThatThrownBy(() -> check("/", 0, 1)).hasMessageContaining("0 failed");
        assertThatThrownBy(() -> check("/", 1, 101)).hasMessageContaining("101 good");
    }

    @Test
    void survivesTheFile() {
        RoutePolicy policy =
                RoutePolicy.DEFAULT.withBalance(Balance.DEFAULT.withCheck(check("/health", 3, 2)));
        RouteTable table =
                RouteTable.EMPTY.with(
                        new Route("app", java.util.List.of(), java.util.List.of())
                                .withPolicy(policy));

        assertThat(RouteTableJson.read(RouteTableJson.write(table))).isEqualTo(table);
    }
}
