package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container whose processes start processes has as many as it may; nobody else notices. */
@Timeout(90)
class ForkBombHostTests {

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
    void bombStopsAtItsLimitAndTheNeighbourStaysFast() throws Exception {
        ContainerSpec first = bomb();
        Container running = host.containers.start(first);
        host.awaitEvents(running.id(), events -> events.refusedProcesses() > 100);
        assertThat(host.containers.usage(running.id()).orElseThrow().pids())
                .isLessThanOrEqualTo(64);
        host.containers.stop(running.id(), Duration.ZERO);
        assertThat(host.containers.find(running.id())).isEmpty();
        bystander.staysFastBeside(() -> bystander.attacker(bomb()));
    }

    private ContainerSpec bomb() {
        return TestHost.with(
                host.perl("while (1) { fork() }"),
                ContainerLimits.of(new CpuCount(500), DataSize.ofMebibytes(64), 64));
    }
}
