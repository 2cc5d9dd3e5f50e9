package dev.sampan.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.container.StorageUsage;
import dev.sampan.host.SampanHome;
import dev.sampan.metrics.InstanceWatch.Hit;
import dev.sampan.metrics.LimitEvent.Kind;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWatchTests {

    private static final AppName SHOP = new AppName("shop");

    @TempDir Path home;

    @Test
    void tellThatDiskOrFilesAreUsedUp() {
        FakeContainers containers = new FakeContainers(new SampanHome(home));
        DiskWatch watch = new DiskWatch(containers, _ -> new TreeMap<>());
        assertThat(watch.look(SHOP)).isEmpty();

        containers.fill(
                new StorageUsage(
                        DataSize.ofMebibytes(1023),
                        Optional.of(DataSize.ofGibibytes(1)),
                        OptionalLong.of(1000),
                        OptionalLong.of(1000)));

        assertThat(watch.look(SHOP))
                .containsExactly(
                        new Hit(Kind.DISK, "1 GiB", "1023 MiB are used"),
                        new Hit(Kind.INODES, "1000", "there are 1000"));
    }

    @Test
    void lookOnceOnlyWhenNothingIsLimited() {
        FakeContainers containers = new FakeContainers(new SampanHome(home));
        containers.fill(new StorageUsage(DataSize.ofMebibytes(1), Optional.empty()));
        DiskWatch watch = new DiskWatch(containers, _ -> new TreeMap<>());
        assertThat(watch.look(SHOP)).isEmpty();
        containers.fill(
                new StorageUsage(DataSize.ofGibibytes(1), Optional.of(DataSize.ofGibibytes(1))));

        assertThat(watch.look(SHOP)).isEmpty();
    }

    @Test
    void tellThatAStorageEntryIsUsedUp() {
        FakeContainers containers = new FakeContainers(new SampanHome(home));
        StorageUsage full =
                new StorageUsage(DataSize.ofMebibytes(32), Optional.of(DataSize.ofMebibytes(32)));
        DiskWatch watch =
                new DiskWatch(containers, _ -> new TreeMap<>(Map.of(new EntryName("data"), full)));

        assertThat(watch.look(SHOP))
                .containsExactly(
                        new Hit(Kind.DISK, "32 MiB", "32 MiB of storage entry 'data' are used"));
    }
}
