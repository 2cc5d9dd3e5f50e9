package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.guest.RunsInGuest;
import dev.sampan.host.Command;
import dev.sampan.host.Inodes;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rates of a real block device, as control groups v2 limit them; used inside the virtual machine only. */
@RunsInGuest
class DiskRatesInGuest {

    private static final Pattern ENDED = Pattern.compile("ended (\\d+)");
    private static final long SIZE = 8;

    private TestHost host;
    private Path volume;

    @BeforeEach
    void mountDisk() throws IOException {
        host = new TestHost();
        Path apps = ContainerFiles.passable(host.home.resolve("apps"));
        host.commands.run(Command.of("mkfs.ext4", "-q", "-F", "/dev/vdi"));
        host.commands.run(Command.of("mount", "/dev/vdi", apps.toString()));
        volume = Files.createDirectories(apps.resolve("shop/volumes"));
        Inodes.setOwner(volume, TestHost.FIRST_UID + 1000, TestHost.FIRST_UID + 1000);
    }

    @AfterEach
    void unmountDisk() {
        host.containers.list().forEach(each -> host.containers.stop(each.id(), Duration.ZERO));
        host.mounts.unmount(host.home.resolve("apps"));
        host.close();
    }

    @Test
    void writeDirectlyAtTheRateThatHoldsNow() {
        assertRates("if=/dev/zero of=/srv/data oflag=direct conv=notrunc", 4, 16);
    }

    /** What control groups v1 cannot do: the pages are written later, by the kernel. */
    @Test
    void writeThroughTheCacheAtTheRateThatHoldsNow() {
        assertRates("if=/dev/zero of=/srv/data conv=notrunc,fsync", 4, 16);
    }

    @Test
    void readAtTheRateThatHoldsNow() {
        host.commands.run(
                Command.of(
                        "dd", "if=/dev/zero", "of=" + volume.resolve("data"), "bs=1M", "count=8"));
        assertRates("if=/srv/data of=/dev/null iflag=direct", 4, 16);
    }

    @Test
    void tellHowLongItWaitedForTheDisk() {
        ContainerSpec spec = rounds("if=/dev/zero of=/srv/data oflag=direct conv=notrunc", 4);
        host.containers.start(spec);
        host.awaitLog(spec, "ended");

        ContainerLoad load = host.containers.load(spec.id()).orElseThrow();
        // The kernel adds up the time of waiting every two seconds.
        while (load.waitedForIo().compareTo(Duration.ofSeconds(1)) <= 0) {
            assertThat(count(spec)).isLessThan(8);
            Pause.briefly();
            load = host.containers.load(spec.id()).orElseThrow();
        }
        System.out.println("figure: " + load);
        assertThat(load.ioBytes()).isGreaterThanOrEqualTo(SIZE << 20);
        assertThat(load.waitedForMemory()).isLessThan(load.waitedForIo());
    }

    private void assertRates(String dd, long first, long second) {
        ContainerSpec spec = rounds(dd, first);
        host.containers.start(spec);
        double slow = rate(spec, 1, 2);
        host.containers.limit(spec.id(), limits(second));
        double fast = rate(spec, count(spec) + 1, 4);

        System.out.printf(
                "figure: '%s' at %d MiB/s ran at %.2f, at %d MiB/s at %.2f%n",
                dd, first, slow, second, fast);
        assertThat(slow).isBetween(first * 0.5, first * 1.1);
        assertThat(fast).isBetween(second * 0.4, second * 1.1);
    }

    /** Writes or reads 8 MiB again and again, and says when each time ended. */
    private ContainerSpec rounds(String dd, long rate) {
        ContainerSpec shell =
                host.shell(
                        "while :; do dd "
                                + dd
                                + " bs=64k count=128 status=none; echo ended $(date +%s%N); done");
        return SpecBuilder.of(shell)
                .mounts(new Mount(volume, "/srv", false))
                .limits(limits(rate))
                .build();
    }

    private static ContainerLimits limits(long mebibytes) {
        Optional<DataSize> rate = Optional.of(DataSize.ofMebibytes(mebibytes));
        return ContainerLimits.of(CpuCount.of(2), DataSize.ofMebibytes(256), 64)
                .withIo(new IoRates(rate, rate, Optional.empty(), Optional.empty()));
    }

    /** MiB/s of some rounds after one, the pauses between them included, in which the kernel saves up what was not used. */
    private double rate(ContainerSpec spec, int after, int rounds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (count(spec) < after + rounds) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Too few rounds: " + host.log(spec));
            }
            Pause.briefly();
        }
        List<Long> ended = ended(spec);
        long nanos = ended.get(after + rounds - 1) - ended.get(after - 1);
        return rounds * SIZE * 1e9 / nanos;
    }

    private int count(ContainerSpec spec) {
        return ended(spec).size();
    }

    private List<Long> ended(ContainerSpec spec) {
        return ENDED.matcher(host.log(spec))
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }
}
