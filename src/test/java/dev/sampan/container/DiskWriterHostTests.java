package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that writes to the disk of the host without end does so at its rate; nobody else notices. */
@Timeout(90)
class DiskWriterHostTests {

    private static final DataSize RATE = DataSize.ofMebibytes(10);
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final int TRIES = 3;

    private TestHost host;
    private LoopStorage storage;
    private Bystander bystander;

    @BeforeEach
    void open() throws Exception {
        host = new TestHost();
        storage = new LoopStorage(host);
        host.use(storage.owners());
        bystander = new Bystander(host);
    }

    @AfterEach
    void close() throws Exception {
        try {
            bystander.close();
            host.containers.list().forEach(each -> host.containers.stop(each.id(), Duration.ZERO));
            List.of("bystander", TestHost.OWNER).forEach(host.containers::destroyStorage);
        } finally {
            host.close();
            storage.close();
        }
    }

    @Test
    void writerHasItsRateAndNoMoreAndTheNeighbourStaysFast() throws Exception {
        host.containers.storage(TestHost.OWNER, DataSize.ofMebibytes(256));
        ContainerSpec writer = writer();
        host.containers.start(writer);
        double best = 0;
        for (int i = 0; i < TRIES && best < 0.9; i++) {
            best = Math.max(best, shareOfRate(writer));
        }
        // What it may write at once counts for the first window.
        assertThat(best).isBetween(0.9, 1.1);
        host.containers.stop(writer.id(), Duration.ZERO);

        bystander.staysFastBeside(() -> bystander.attacker(writer()));
    }

    /** The part of its rate that a writer had for some seconds. */
    private double shareOfRate(ContainerSpec spec) throws InterruptedException {
        // The clock starts before and stops after the counter is read, so that a wait in between
        // shows no more than there was.
        long begun = System.nanoTime();
        long before = written(spec);
        Thread.sleep(WINDOW);
        long written = written(spec) - before;
        return written * 1e9 / (System.nanoTime() - begun) / RATE.bytes();
    }

    private long written(ContainerSpec spec) {
        return host.containers.load(spec.id()).orElseThrow().ioBytes();
    }

    private ContainerSpec writer() {
        Optional<DataSize> rate = Optional.of(RATE);
        return SpecBuilder.of(
                        host.shell(
                                "while :; do dd if=/dev/zero of=/app/data bs=256k count=400 oflag=direct status=none; done"))
                .limits(
                        ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 16)
                                .withIo(
                                        new IoRates(
                                                rate, rate, Optional.empty(), Optional.empty())))
                .build();
    }
}
