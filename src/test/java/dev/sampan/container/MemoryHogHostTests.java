package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that wants all memory gets its limit, and is killed for more; nobody else notices. */
@Timeout(90)
class MemoryHogHostTests {

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
    void hogIsKilledAtItsLimitAndTheNeighbourStaysFast() throws Exception {
        ContainerSpec first = hog();
        Container running = host.containers.start(first);
        host.awaitEvents(running.id(), events -> events.outOfMemoryKills() > 2);
        assertThat(host.containers.usage(running.id()).orElseThrow().memory().bytes())
                .isLessThanOrEqualTo(65L << 20);
        host.containers.stop(running.id(), Duration.ZERO);
        bystander.staysFastBeside(() -> bystander.attacker(hog()));
    }

    /** The first process lives on and starts the next one, as a server does with its workers. */
    private ContainerSpec hog() {
        return TestHost.with(
                host.perl(
                        """
                        while (1) { my $p = fork() // next; if (!$p) { my @x; push @x, 'x' x (1 << 20) while 1 } waitpid $p, 0 }
                        """),
                ContainerLimits.of(new CpuCount(500), DataSize.ofMebibytes(64), 16));
    }
}
