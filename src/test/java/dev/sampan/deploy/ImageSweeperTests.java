package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeImages;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerSpec;
import dev.sampan.host.PeriodicTask;
import dev.sampan.host.SampanHome;
import dev.sampan.image.Digest;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSweeperTests {

    @TempDir Path home;

    @Test
    void keepsImageOfRunningContainerWhenSwept() {
        FakeImages images = new FakeImages();
        FakeContainers containers = new FakeContainers(new SampanHome(home));
        Digest running = images.require(digest('a')).digest();
        Digest dropped = images.require(digest('b')).digest();
        var _ = containers.start(container(running));
        ImageSweeper sweeper =
                new ImageSweeper(images, containers, new DeployProperties(10, Duration.ofHours(1)));

        assertThat(sweeper.sweep().layers()).isEqualTo(1);

        assertThat(images.find(running)).isPresent();
        assertThat(images.find(dropped)).isEmpty();
    }

    @Test
    void sweepsAgainAndAgainWhileItRuns() throws InterruptedException {
        FakeImages images = new FakeImages();
        Digest dropped = images.require(digest('b')).digest();
        ImageSweeper sweeper =
                new ImageSweeper(
                        images,
                        new FakeContainers(new SampanHome(home)),
                        new DeployProperties(10, Duration.ofSeconds(1)));

        PeriodicTask sweep = sweeper.imageSweep();
        sweep.start();

        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (images.find(dropped).isPresent()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
        sweep.stop();
        assertThat(sweep.isRunning()).isFalse();
    }

    private static Digest digest(char digit) {
        return Digest.ofHex(String.valueOf(digit).repeat(64));
    }

    private static ContainerSpec container(Digest image) {
        return new ContainerSpec(
                new ContainerId("shop.web.1"),
                "shop",
                image,
                List.of("true"),
                Map.of(),
                "/",
                "1000:1000",
                ContainerSpec.Privileges.NONE,
                ContainerSpec.Root.READ_ONLY,
                List.of(),
                ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 64),
                Optional.empty(),
                Map.of("image", image.toString()));
    }
}
