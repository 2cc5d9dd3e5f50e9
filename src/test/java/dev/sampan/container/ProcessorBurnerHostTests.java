package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that burns processors gets the time that it may; nobody else notices. */
@Timeout(90)
class ProcessorBurnerHostTests {

    private TestHost host;
    private Bystander bystander;

    @BeforeEach
    void open() throws Exception {
        host = new TestHost();
        bystander = new Bystander(host);
    }

    @AfterEach
    void close() throws Exception {
        bystander.close();
        host.close();
    }

    @Test
    void burnerIsHeldBackAndTheNeighbourStaysFast() throws Exception {
        // So little that it is held back even where other programs leave it hardly more.
        ContainerSpec first = burner(100);
        Container running = host.containers.start(first);
        host.awaitEvents(running.id(), events -> events.throttled().toMillis() > 500);
        Duration before = host.containers.usage(running.id()).orElseThrow().cpu();
        long begun = System.nanoTime();
        Duration held = host.containers.events(running.id()).orElseThrow().throttled();
        host.awaitEvents(running.id(), events -> events.throttled().minus(held).toMillis() > 2_000);
        Duration used = host.containers.usage(running.id()).orElseThrow().cpu().minus(before);
        assertThat((double) used.toNanos() / (System.nanoTime() - begun)).isLessThan(0.2);
        host.containers.stop(running.id(), Duration.ZERO);
        bystander.staysFastBeside(() -> bystander.attacker(burner(500)));
    }

    private ContainerSpec burner(int millis) {
        return TestHost.with(
                host.perl("for (1 .. 8) { fork() or do { 1 while 1 } } sleep 600"),
                ContainerLimits.of(new CpuCount(millis), DataSize.ofMebibytes(64), 16));
    }
}
