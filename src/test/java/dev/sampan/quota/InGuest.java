package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.guest.RunsInGuest;
import dev.sampan.host.Inodes;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of disk quotas for the drivers and file systems that only the virtual machine's kernel has. */
final class InGuest {

    private InGuest() {}

    /** What takes a millisecond on a processor takes some twenty when the processor is emulated, and others use it too. */
    abstract static class Emulated extends DiskQuotaContract {
        @Override
        Duration reportedWithin() {
            return super.reportedWithin().multipliedBy(20);
        }

        /** The processor is emulated, so the figure is what counting costs beside walking the same few files. */
        @Test
        void reportTheUseInASmallPartOfTheTimeThatAWalkTakes() throws IOException {
            AppUser shop = user(SHOP, "volumes");
            shop.run("sh", "-c", "for i in $(seq 900); do : > f$i; done");

            long asked = median(51, () -> quotas().usage("shop"));
            long walked = median(11, () -> walk(shop.folder()));

            System.out.printf(
                    "figure: %s reports in %d us, a walk over 900 files takes %d us%n",
                    getClass().getSimpleName(), asked / 1000, walked / 1000);
            assertThat(asked).isLessThan(walked / 4);
        }

        private static long median(int times, Supplier<?> action) {
            long[] nanos = new long[times];
            for (int i = 0; i < times; i++) {
                long start = System.nanoTime();
                var _ = action.get();
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return nanos[times / 2];
        }

        private static long walk(Path folder) {
            try (var files = Files.walk(folder)) {
                return files.mapToLong(Inodes::allocated).sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Where the kernel counts users, those of an image beside the usual one. */
    abstract static class Uid extends Emulated {

        @Override
        String driver() {
            return "uid";
        }

        @Test
        void countTheFilesOfAllUsersOfAnImage() throws IOException {
            AppUser shop = user(SHOP, "volumes");
            AppUser other = AppUser.in(shop.folder().resolveSibling("of-another"), SHOP, 33);
            quotas().count("shop", Set.of(33, 65_534));
            shop.write("part", 8 * 1024);
            quotas().count("shop", Set.of(33, 65_534));
            long before = used("shop");

            assertThat(other.fill("big", 2 * BYTES.bytes())).isBetween(23L << 20, 24L << 20);

            assertThat(used("shop") - before).isBetween(23L << 20, 24L << 20);
            assertThat(used("shop")).isLessThanOrEqualTo(BYTES.bytes() + 4096);
            other.run("rm", "big");
            quotas().resize("shop", limit(DataSize.ofMebibytes(48), FILES));
            assertThat(other.fill("again", 2 * BYTES.bytes())).isBetween(39L << 20, 40L << 20);
            other.run("rm", "again");
            quotas().remove("shop");
            AppUser next = user(SHOP, "volumes");
            next.write("whole", 30 * 1024);
        }
    }

    @RunsInGuest
    static class UidOnExt4 extends Uid {
        @Override
        Path home() {
            return GuestDisk.EXT4.made();
        }
    }

    @RunsInGuest
    static class UidOnXfs extends Uid {
        @Override
        Path home() {
            return GuestDisk.XFS.made();
        }
    }

    @RunsInGuest
    static class ProjectOnExt4 extends Emulated {
        @Override
        String driver() {
            return "project";
        }

        @Override
        Path home() {
            return GuestDisk.EXT4.made();
        }
    }

    @RunsInGuest
    static class ProjectOnXfs extends Emulated {
        @Override
        String driver() {
            return "project";
        }

        @Override
        Path home() {
            return GuestDisk.XFS.made();
        }
    }

    /** Here the kernel counts the files inside the disk images. */
    @RunsInGuest
    static class LoopOnExt4 extends Emulated {
        @Override
        String driver() {
            return "loop";
        }

        @Override
        Path home() {
            return GuestDisk.PLAIN.made();
        }
    }

    /** Which driver is chosen on which file system. */
    @RunsInGuest
    static class Choice {

        @Test
        void takeTheFirstThatRefusesARealWrite() {
            assertThat(QuotasFixture.of(GuestDisk.EXT4.made().resolve("auto"), "auto").driver())
                    .isEqualTo("project");
            assertThat(QuotasFixture.of(GuestDisk.XFS.made().resolve("auto"), "auto").driver())
                    .isEqualTo("project");
            assertThat(QuotasFixture.of(GuestDisk.BTRFS.made().resolve("auto"), "auto").driver())
                    .isEqualTo("btrfs");
        }

        @Test
        void sayWhyTheOthersAreNotTaken() {
            QuotaDecision decision =
                    QuotasFixture.of(GuestDisk.PLAIN.made().resolve("auto"), "auto").decision();

            assertThat(decision.driver()).isEqualTo("loop");
            assertThat(decision.rejected())
                    .satisfiesExactly(
                            why -> assertThat(why).startsWith("project: ").contains("prjquota"),
                            why -> assertThat(why).startsWith("uid: ").contains("usrquota"),
                            why -> assertThat(why).startsWith("btrfs: "));
        }
    }

    /** A driver on a file system that it can use. */
    enum Storage {
        UID_ON_EXT4("uid", GuestDisk.EXT4, 3),
        UID_ON_XFS("uid", GuestDisk.XFS, 4),
        PROJECT_ON_EXT4("project", GuestDisk.EXT4, 5),
        PROJECT_ON_XFS("project", GuestDisk.XFS, 6),
        BTRFS("btrfs", GuestDisk.BTRFS, 7),
        LOOP("loop", GuestDisk.PLAIN, 8);

        private static final DiskLimit LIMIT = DiskLimit.of(DataSize.ofMebibytes(32));

        private final String driver;
        private final GuestDisk disk;
        private final int block;

        Storage(String driver, GuestDisk disk, int block) {
            this.driver = driver;
            this.disk = disk;
            this.block = block;
        }

        private DiskQuotas quotas() {
            return QuotasFixture.of(disk.mounted().resolve("reboot-" + driver), driver);
        }

        private UidLease lease() {
            return QuotasFixture.lease("shop", block);
        }

        private AppUser user() throws IOException {
            return AppUser.in(quotas().ensure("shop", lease(), LIMIT).resolve("volumes"), lease());
        }
    }

    /** What is on the disks when the machine is switched off. */
    @RunsInGuest
    static class BeforeReboot {

        @ParameterizedTest
        @EnumSource
        void use(Storage storage) throws IOException {
            storage.disk.made();

            storage.user().write("kept", 4 * 1024);

            assertThat(storage.quotas().usage("shop").used().bytes())
                    .isGreaterThanOrEqualTo(4L << 20);
        }
    }

    /** What the machine finds on its disks when it has been switched on again. */
    @RunsInGuest(afterReboot = true)
    static class AfterReboot {

        @ParameterizedTest
        @EnumSource
        void keepFilesAndLimit(Storage storage) throws IOException {
            AppUser shop = storage.user();

            assertThat(shop.folder().resolve("kept")).hasSize(4L << 20);
            DiskUsage usage = storage.quotas().usage("shop");
            assertThat(usage.limit()).contains(Storage.LIMIT.bytes());
            assertThat(usage.used().bytes()).isBetween(4L << 20, 5L << 20);
            assertThat(shop.fill("more", 64L << 20)).isBetween(27L << 20, 28L << 20);
        }
    }
}
