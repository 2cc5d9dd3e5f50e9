package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing adds up over thousands of containers. */
@Timeout(300)
class ContainerSoakHostTests {

    private static final int AT_ONCE = 8;
    private static final int STARTS = 2_000;
    private static final int CHANGES = 200;
    private static final int DESCRIPTORS = 30;

    /** KiB that a container costs beside its own programs. */
    private static final long MOST_BESIDE = 2_500;

    private TestHost host;
    private LoopStorage storage;
    private Traces traces;

    @BeforeEach
    void open() {
        host = new TestHost();
        storage = new LoopStorage(host);
        host.use(storage.owners());
        traces = new Traces(host);
    }

    @AfterEach
    void close() {
        host.close();
        storage.close();
    }

    @Test
    void leaveNothingAfterTwoThousandStartsAndTwoHundredChangesOfLimits() throws Exception {
        List<String> before = traces.now();
        host.containers.storage(TestHost.OWNER, DataSize.ofGibibytes(1));
        host.run(host.shell("true"));
        ContainerSpec lasting = host.spec(List.of("/bin/sleep", "600"));
        host.containers.start(lasting);
        List<String> one = traces.settled();
        int descriptors = descriptors();

        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            work.add(() -> startAndStop(STARTS / AT_ONCE));
        }
        work.add(() -> change(lasting));
        assertThat(together(work)).isEqualTo(STARTS + CHANGES);

        assertThat(host.containers.list()).extracting(Container::id).containsExactly(lasting.id());
        traces.await(one);
        assertThat(descriptors()).isLessThan(descriptors + DESCRIPTORS);
        assertThat(storage.isLeased(TestHost.OWNER)).isTrue();
        ResidentMemory beside = ResidentMemory.of(lasting.id().value());
        assertThat(beside.processes()).isEqualTo(1);
        assertThat(beside.resident()).isLessThanOrEqualTo(MOST_BESIDE);
        host.containers.stop(lasting.id(), Duration.ZERO);
        host.containers.destroyStorage(TestHost.OWNER);
        traces.await(before);
        assertThat(storage.isLeased(TestHost.OWNER)).isFalse();
    }

    private static int together(List<Callable<Integer>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            int done = 0;
            for (Future<Integer> result : threads.invokeAll(work)) {
                done += result.get();
            }
            return done;
        }
    }

    /** Most are stopped; every fourth one ends by itself. */
    private int startAndStop(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            boolean ends = i % 4 == 3;
            ContainerSpec spec =
                    host.spec(ends ? List.of("/bin/true") : List.of("/bin/sleep", "600"));
            host.containers.start(spec);
            if (ends) {
                awaitEnd(spec.id());
            } else {
                host.containers.stop(spec.id(), Duration.ZERO);
            }
        }
        return times;
    }

    private void awaitEnd(ContainerId id) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (host.containers.find(id).isPresent()) {
            assertThat(System.nanoTime()).as("'%s' ends", id).isLessThan(deadline);
            Pause.briefly();
        }
    }

    private int change(ContainerSpec spec) {
        for (int i = 1; i <= CHANGES; i++) {
            host.containers.limit(
                    spec.id(),
                    TestHost.bandwidth(
                            ContainerLimits.of(
                                    new CpuCount(100 + i), DataSize.ofMebibytes(64 + i), 32 + i),
                            BitRate.ofMegabits(i),
                            BitRate.ofMegabits(2L * i)));
        }
        return CHANGES;
    }

    private static int descriptors() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return open == null ? 0 : open.length;
    }
}
