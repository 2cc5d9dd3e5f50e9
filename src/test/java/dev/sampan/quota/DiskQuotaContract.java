package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every driver keeps: an owner's files never take more than the limit, and nobody else notices. */
abstract class DiskQuotaContract {

    static final DataSize BYTES = DataSize.ofMebibytes(32);
    static final long FILES = 1_000;

    /** What the driver itself may need of an owner's inodes: the folders, and what a file system has from the start. */
    private static final long OWN_INODES = 32;

    static final UidLease SHOP = QuotasFixture.lease("shop", 0);
    static final UidLease BLOG = QuotasFixture.lease("blog", 1);

    private DiskQuotas quotas;

    /** The driver that is tried. */
    abstract String driver();

    /** A folder on the file system that the driver is tried on; empty at the start of each test. */
    abstract Path home();

    /** How long it may take to say what is used. */
    Duration reportedWithin() {
        return Duration.ofMillis(5);
    }

    /** A limit that the driver can keep. */
    DiskLimit limit(DataSize bytes, long files) {
        return new DiskLimit(bytes, files);
    }

    @BeforeEach
    void start() {
        quotas = QuotasFixture.of(home(), driver());
    }

    @AfterEach
    void removeOwners() {
        List.of("shop", "blog").forEach(quotas::remove);
        assertThat(home().resolve("apps")).isEmptyDirectory();
    }

    @Test
    void stopAWriterAtTheLimitOfBytes() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        AppUser blog = user(BLOG, "volumes");

        long written = shop.fill("big", 2 * BYTES.bytes());

        assertThat(written).isBetween(BYTES.bytes() * 99 / 100 - MARGIN, BYTES.bytes() + 4096);
        assertThat(quotas.usage("shop").used().bytes()).isLessThanOrEqualTo(BYTES.bytes() + 4096);
        blog.write("small", 1024);
    }

    /** What a file system keeps of a small disk for itself; at a usual size, less than a hundredth. */
    private static final long MARGIN = 512L << 10;

    @Test
    void stopAWriterAtTheLimitOfFiles() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        AppUser blog = user(BLOG, "volumes");

        long made = shop.fillWithFiles(2 * FILES);

        assertThat(made).isBetween(FILES - OWN_INODES, FILES);
        assertThat(quotas.usage("shop").inodes()).hasValue(FILES);
        blog.write("small", 4);
    }

    @Test
    void coverEveryFolderOfAnOwner() throws IOException {
        Path root = quotas.ensure("shop", SHOP, limit(BYTES, FILES));
        long before = used("shop");
        for (String name : List.of("volumes", "cache", "build", "upper", "logs")) {
            AppUser.in(root.resolve(name), SHOP).write("part", 4 * 1024);
        }

        assertThat(used("shop") - before).isBetween(20L << 20, 21L << 20);
        AppUser logs = AppUser.in(root.resolve("logs"), SHOP);
        assertThat(logs.fill("rest", BYTES.bytes())).isLessThan(13L << 20);
    }

    /** A layer that all apps share belongs to the users of its image; an app sees it through a mount for its own block. */
    @Test
    void chargeWhatIsCopiedUpFromASharedLayer() throws IOException {
        Path root = quotas.ensure("shop", SHOP, limit(BYTES, FILES));
        try (SharedLayer layer = SharedLayer.with(home(), "data", 8L << 20)) {
            AppUser shop = layer.seenBy(SHOP, root.resolve("upper"));
            long before = used("shop");

            shop.run("sh", "-c", "echo more >> data");
            // Where a copy shares its blocks with the layer, it is counted when it is written back.
            new CommandRunner().run(Command.of("sync", "--file-system", root.toString()));

            assertThat(used("shop") - before).isBetween(8L << 20, 9L << 20);
            assertThat(shop.fill("big", 2 * BYTES.bytes())).isLessThan(24L << 20);
        }
    }

    @Test
    void changeTheLimitWhileAFileIsOpen() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        try (var held = Files.newOutputStream(shop.folder().resolve("held"))) {
            held.write(1);
            shop.fill("big", 2 * BYTES.bytes());

            quotas.resize("shop", limit(DataSize.ofMebibytes(48), 1_200));
            shop.write("more", 14 * 1024);

            assertThat(quotas.usage("shop").limit()).contains(DataSize.ofMebibytes(48));
            shop.run("rm", "big", "more");
            quotas.resize("shop", limit(DataSize.ofMebibytes(16), 600));
            assertThat(shop.fill("again", BYTES.bytes())).isBetween(15L << 20, 16L << 20);
        }
    }

    @Test
    void changeTheLimitOfFilesAtOnce() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        shop.fillWithFiles(2 * FILES);

        quotas.resize("shop", limit(BYTES, 1_200));

        assertThat(shop.fillWithFiles(3_000)).isBetween(1_200 - OWN_INODES, 1_200L);
    }

    @Test
    void refuseALimitBelowTheUseWithBothFigures() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        shop.write("big", 20 * 1024);

        assertThatExceptionOfType(DiskQuotaExceededException.class)
                .isThrownBy(() -> quotas.resize("shop", DataSize.ofMebibytes(16)))
                .withMessageMatching("'shop' uses 20(\\.\\d)? MiB .* limit of 16 MiB .*");
        assertThat(quotas.usage("shop").limit()).contains(BYTES);
        shop.write("rest", 10 * 1024);
    }

    @Test
    void refuseALimitOfFilesBelowTheUseWithBothFigures() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        shop.run("sh", "-c", "for i in $(seq 500); do : > f$i; done");

        assertThatExceptionOfType(DiskQuotaExceededException.class)
                .isThrownBy(() -> quotas.resize("shop", limit(BYTES, 300)))
                .withMessageMatching("'shop' has 5\\d\\d files .* limit of 300 .*");
        assertThat(quotas.usage("shop").inodeLimit()).hasValue(FILES);
    }

    @Test
    void reportTheUseWithinMilliseconds() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        shop.run("sh", "-c", "for i in $(seq 400); do : > f$i; done");
        long before = used("shop");

        shop.write("part", 8 * 1024);

        assertThat(used("shop") - before).isBetween(8L << 20, 9L << 20);
        long[] nanos = LongStream.range(0, 101).map(_ -> timeOfUsage()).sorted().toArray();
        assertThat(Duration.ofNanos(nanos[50])).isLessThan(reportedWithin());
    }

    @Test
    void countWhatTheHostKeepsForAnOwnerElsewhere() throws IOException {
        AppUser shop = user(SHOP, "volumes");
        shop.write("part", 4 * 1024);

        quotas.keep("shop", DataSize.ofMebibytes(12));

        assertThat(used("shop")).isBetween(16L << 20, 17L << 20);
        assertThat(shop.fill("big", 2 * BYTES.bytes()))
                .isBetween((16L << 20) - MARGIN, (16L << 20) + 4096);
        quotas = QuotasFixture.of(home(), driver());
        assertThat(used("shop")).isBetween((32L << 20) - MARGIN, (32L << 20) + 4096);
        assertThatExceptionOfType(DiskQuotaExceededException.class)
                .isThrownBy(() -> quotas.resize("shop", limit(DataSize.ofMebibytes(24), FILES)));

        quotas.keep("shop", DataSize.ofMebibytes(2));
        shop.write("more", 9 * 1024);
    }

    /** conmon writes logs as root, into files that were given to the app. */
    @Test
    void chargeLogsThatTheHostWrites() throws IOException {
        Path root = quotas.ensure("shop", SHOP, limit(BYTES, FILES));
        AppUser shop = AppUser.in(root.resolve("volumes"), SHOP);
        Path log = Files.createFile(root.resolve("logs/web.1~a.log"));
        Files.setAttribute(log, "unix:uid", SHOP.hostUid(1000));
        long before = used("shop");

        Files.write(log, new byte[8 << 20], java.nio.file.StandardOpenOption.APPEND);
        new CommandRunner().run(Command.of("sync", "--file-system", root.toString()));

        assertThat(used("shop") - before).isBetween(8L << 20, 9L << 20);
        assertThat(shop.fill("big", 2 * BYTES.bytes())).isLessThanOrEqualTo(24L << 20);
    }

    @Test
    void startFromZeroWhenAnotherOwnerGetsTheBlock() throws IOException {
        user(SHOP, "volumes").fill("big", 2 * BYTES.bytes());
        quotas.remove("shop");
        UidLease same = new UidLease("blog", SHOP.firstUid());

        AppUser blog = user(same, "volumes");

        assertThat(used("blog")).isLessThan(1L << 20);
        blog.write("big", 28 * 1024);
        blog.fill("rest", BYTES.bytes());
    }

    @Test
    void keepLimitAndFilesWhenTheControlPlaneStartsAgain() throws IOException {
        AppUser shop = user(SHOP, "cache");
        shop.write("kept", 1024);
        long before = used("shop");

        quotas = QuotasFixture.of(home(), driver());

        assertThat(used("shop")).isEqualTo(before);
        quotas.ensure("shop", SHOP, DiskLimit.of(DataSize.ofMebibytes(256)));
        assertThat(quotas.usage("shop").limit()).contains(BYTES);
        assertThat(shop.fill("big", 2 * BYTES.bytes())).isLessThan(BYTES.bytes());
        assertThat(shop.folder().resolve("kept")).hasSize(1L << 20);
    }

    @Test
    void leaveNoTraceOfTheTrialThatChoseTheDriver() {
        assertThat(quotas.driver()).isEqualTo(driver());
        assertThat(home().resolve("apps")).isEmptyDirectory();
        assertThat(home().resolve("disks/.driver")).content().startsWith(driver());
    }

    final DiskQuotas quotas() {
        return quotas;
    }

    final AppUser user(UidLease lease, String folder) throws IOException {
        Path root = quotas.ensure(lease.owner(), lease, limit(BYTES, FILES));
        return AppUser.in(root.resolve(folder), lease);
    }

    final long used(String owner) {
        return quotas.usage(owner).used().bytes();
    }

    private long timeOfUsage() {
        long start = System.nanoTime();
        quotas.usage("shop");
        return System.nanoTime() - start;
    }
}
