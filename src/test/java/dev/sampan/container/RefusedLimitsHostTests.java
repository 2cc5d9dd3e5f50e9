package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the host cannot give is refused with the reason, by disk and kernel alike. */
@Timeout(120)
class RefusedLimitsHostTests {

    private static final String OWNER = "greedy";
    private static final StorageLimit SMALL =
            new StorageLimit(DataSize.ofMebibytes(64), OptionalLong.empty());
    private static final StorageLimit TOO_LARGE =
            new StorageLimit(DataSize.ofGibibytes(1 << 20), OptionalLong.empty());

    private TestHost host;
    private LoopStorage storage;

    @BeforeEach
    void open() {
        host = new TestHost();
        storage = new LoopStorage(host);
        host.use(storage.owners());
    }

    @AfterEach
    void close() {
        host.containers.list().forEach(c -> host.containers.stop(c.id(), Duration.ZERO));
        host.containers.destroyStorage(OWNER);
        host.close();
        storage.close();
    }

    @Test
    void refuseADiskThatTheHostHasNot() {
        assertThatExceptionOfType(StorageLimitException.class)
                .isThrownBy(() -> host.containers.storage(OWNER, TOO_LARGE))
                .withMessageContaining("The disk of 'greedy' needs");
        host.containers.storage(OWNER, SMALL);
        assertThatExceptionOfType(StorageLimitException.class)
                .isThrownBy(() -> host.containers.resizeStorage(OWNER, TOO_LARGE))
                .withMessageContaining("but the host has only");
        assertThatExceptionOfType(StorageLimitException.class)
                .isThrownBy(
                        () ->
                                host.containers.resizeStorage(
                                        OWNER,
                                        new StorageLimit(
                                                DataSize.ofMebibytes(1), OptionalLong.empty())))
                .withMessageContaining("must be at least");
        assertThat(host.containers.storageUsage(OWNER).limit())
                .isEqualTo(Optional.of(SMALL.bytes()));
    }

    @Test
    void refuseProcessorsThatTheHostHasNot() throws Exception {
        host.containers.storage(OWNER, SMALL);
        ContainerSpec spec =
                SpecBuilder.of(host.shell("echo started; while :; do sleep 1; done"))
                        .owner(OWNER)
                        .build();
        host.containers.start(spec);
        host.awaitLog(spec, "started");
        assertThatExceptionOfType(ContainerLimitException.class)
                .isThrownBy(() -> host.containers.limit(spec.id(), onProcessor("8000")))
                .withMessageContaining("This host cannot give '%s'".formatted(spec.id()))
                .withMessageContaining("'cpuset.cpus'");
        host.containers.limit(spec.id(), onProcessor("0"));
        host.containers.stop(spec.id(), Duration.ZERO);
        host.containers.limit(spec.id(), onProcessor("8000"));
    }

    private static ContainerLimits onProcessor(String processors) {
        ContainerLimits plain = ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 100);
        return new ContainerLimits(
                plain.cpu(),
                plain.cpuWeight(),
                Optional.of(CpuSet.parse(processors)),
                plain.memory(),
                plain.swap(),
                plain.memoryHigh(),
                plain.memoryReserved(),
                plain.pids(),
                plain.io(),
                plain.networkIngress(),
                plain.networkEgress());
    }
}
