package dev.sampan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLoad;
import dev.sampan.host.HostLoad;
import dev.sampan.metrics.LoadSample.Seen;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two samples ten seconds apart; in the first one everything stands at zero. */
class LoadSampleTests {

    private static final Duration TIME = Duration.ofSeconds(10);
    private static final ContainerLoad NOTHING = load(0, 0, 0, 0, 0, 0);

    private final Map<ContainerId, Seen> before = new HashMap<>();
    private final Map<ContainerId, Seen> now = new HashMap<>();
    private HostLoad host = new HostLoad(Duration.ofSeconds(20), Duration.ZERO);

    @Test
    void blameWhoTookTheProcessors() {
        seen("blog", load(2, 0, 0, 6, 0, 0));
        seen("shop", load(15, 0, 0, 1, 0, 0));
        Slowdown slow = only(0.25);
        assertThat(slow.text())
                .isEqualTo(
                        "blog web.1 waited 60 % of the time for a processor: shop web.1 took 75 %, the host took 15 %");
        assertThat(slow.takers())
                .containsExactly(new Taker("shop web.1", 0.75), new Taker("the host", 0.15));
    }

    @Test
    void blameTheMachineBelow() {
        host = new HostLoad(Duration.ofSeconds(2), Duration.ofSeconds(6));
        seen("blog", load(2, 0, 0, 6, 0, 0));
        assertThat(only(0.25).takers()).containsExactly(new Taker("another virtual machine", 0.75));
    }

    @Test
    void blameNobodyForWaitingOnOneself() {
        seen("blog", load(15, 0, 0, 9, 0, 0));
        seen("shop", load(3, 0, 0, 1, 0, 0));
        assertThat(slowdowns(0.25)).isEmpty();
    }

    @Test
    void blameWhoReadAndWroteMost() {
        seen("blog", load(0, 0, 1_000, 0, 4, 0));
        seen("shop", load(0, 0, 9_000, 0, 1, 0));
        assertThat(only(0.25).text())
                .isEqualTo("blog web.1 waited 40 % of the time for the disk: shop web.1 took 90 %");
    }

    @Test
    void blameTheOwnLimitOfMemoryWhenItIsUsedUp() {
        seen("blog", load(0, 62, 0, 0, 0, 3));
        seen("shop", load(0, 900, 0, 0, 0, 0));
        assertThat(only(0.25).text())
                .isEqualTo(
                        "blog web.1 waited 30 % of the time for memory: its own limit made it wait");
    }

    @Test
    void blameWhoHasTheMemoryWhenTheLimitIsFar() {
        seen("blog", load(0, 10, 0, 0, 0, 3));
        seen("shop", load(0, 90, 0, 0, 0, 0));
        assertThat(only(0.25).takers()).containsExactly(new Taker("shop web.1", 0.9));
    }

    @Test
    void leaveOutWhoHardlyWaited() {
        seen("blog", load(2, 0, 0, 2, 0, 0));
        seen("shop", load(15, 0, 0, 0, 0, 0));
        assertThat(slowdowns(0.25)).isEmpty();
        assertThat(slowdowns(0.05)).hasSize(1);
    }

    @Test
    void countTheWholeLifeOfWhoeverHasComeSince() {
        seen("shop", load(15, 0, 0, 0, 0, 0));
        now.put(
                new ContainerId("late"),
                new Seen("late", "web.1", load(2, 0, 0, 6, 0, 0), LoadSampleTests::limit));
        assertThat(only(0.25).app()).isEqualTo("late");
        assertThat(only(0.25).waited()).isEqualTo(0.6);
    }

    @Test
    void countWhatANewContainerTook() {
        seen("blog", load(2, 0, 0, 6, 0, 0));
        now.put(
                new ContainerId("late"),
                new Seen("late", "build", load(18, 0, 0, 0, 0, 0), LoadSampleTests::limit));
        assertThat(only(0.25).takers()).containsExactly(new Taker("late build", 0.9));
    }

    private void seen(String app, ContainerLoad load) {
        before.put(new ContainerId(app), new Seen(app, "web.1", NOTHING, LoadSampleTests::limit));
        now.put(new ContainerId(app), new Seen(app, "web.1", load, LoadSampleTests::limit));
    }

    private static Optional<DataSize> limit() {
        return Optional.of(DataSize.ofMebibytes(64));
    }

    private Slowdown only(double least) {
        assertThat(slowdowns(least)).hasSize(1);
        return slowdowns(least).getFirst();
    }

    private List<Slowdown> slowdowns(double least) {
        LoadSample first = new LoadSample(0, new HostLoad(Duration.ZERO, Duration.ZERO), before);
        return new LoadSample(TIME.toNanos(), host, now).slowdownsSince(first, least);
    }

    private static ContainerLoad load(
            int cpu, int memory, long bytes, int waitedCpu, int waitedIo, int waitedMemory) {
        return new ContainerLoad(
                Duration.ofSeconds(cpu),
                DataSize.ofMebibytes(memory),
                bytes,
                Duration.ofSeconds(waitedCpu),
                Duration.ofSeconds(waitedIo),
                Duration.ofSeconds(waitedMemory));
    }
}
