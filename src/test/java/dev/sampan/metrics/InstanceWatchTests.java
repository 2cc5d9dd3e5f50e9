package dev.sampan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.ContainerEvents;
import dev.sampan.container.DroppedPackets;
import dev.sampan.metrics.InstanceWatch.Hit;
import dev.sampan.metrics.LimitEvent.Kind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceWatchTests {

    private static final long SECOND = 1_000_000_000L;
    private static final ResourceLimits LIMITS =
            new ResourceLimits(
                    Map.of(
                            Resource.CPU,
                            "0.5",
                            Resource.MEMORY,
                            "64m",
                            Resource.PIDS,
                            "32",
                            Resource.NETWORK_INGRESS,
                            "10mbit"),
                    Map.of());

    private final InstanceWatch watch =
            new InstanceWatch(new ContainerEvents(2, 7, Duration.ofSeconds(9)), 0, 0.25);

    @Test
    void tellNothingOfWhatWasCountedBefore() {
        assertThat(look(2, 7, 9_000, SECOND)).isEmpty();
        assertThat(watch.mustTellOutOfMemory()).isTrue();
    }

    @Test
    void tellWhatWasCountedSinceTheLastLook() {
        assertThat(look(3, 17, 9_000, SECOND))
                .containsExactly(
                        new Hit(Kind.MEMORY, "64m", "a process was killed"),
                        new Hit(Kind.PIDS, "32", "10 could not be started"));
        assertThat(watch.mustTellOutOfMemory()).isFalse();
        assertThat(look(3, 17, 9_000, 2 * SECOND)).isEmpty();
        assertThat(look(5, 17, 9_000, 3 * SECOND))
                .containsExactly(new Hit(Kind.MEMORY, "64m", "2 processes were killed"));
    }

    @Test
    void tellThatItWasHeldBackWhenThatTookMuchOfTheTime() {
        assertThat(look(2, 7, 9_200, SECOND)).isEmpty();
        assertThat(look(2, 7, 9_600, 2 * SECOND))
                .containsExactly(new Hit(Kind.CPU, "0.5", "it waited 40 % of the time"));
        assertThat(look(2, 7, 15_000, 3 * SECOND))
                .containsExactly(new Hit(Kind.CPU, "0.5", "it waited 100 % of the time"));
    }

    @Test
    void tellWhatWasDroppedSinceTheLastLook() {
        DroppedPackets dropped = new DroppedPackets(5, 1, 2, 3, 4096);
        assertThat(
                        watch.look(
                                new ContainerEvents(2, 7, Duration.ofSeconds(9), dropped),
                                SECOND,
                                () -> LIMITS))
                .containsExactly(
                        new Hit(Kind.INGRESS, "10mbit", "5 packets were dropped"),
                        new Hit(Kind.EGRESS, "unlimited", "a packet was dropped"),
                        new Hit(Kind.CONNECTIONS, "4096", "3 packets were dropped"),
                        new Hit(Kind.PRIVATE_RANGES, "denied", "2 packets were dropped"));
        assertThat(look(2, 7, 9_000, 2 * SECOND)).isEmpty();
    }

    private java.util.List<Hit> look(long kills, long refused, long throttledMillis, long nanos) {
        return watch.look(
                new ContainerEvents(kills, refused, Duration.ofMillis(throttledMillis)),
                nanos,
                () -> LIMITS);
    }
}
