package dev.sampan.quota;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.Mounts;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The disk quotas of a home, as a control plane that was just started sees them. */
final class QuotasFixture {

    static final int FIRST_UID = 400_000_000;
    static final UidPoolProperties POOL = new UidPoolProperties(FIRST_UID, 10);

    private static final DataSize RESERVE = DataSize.ofMebibytes(64);

    private QuotasFixture() {}

    static DiskQuotas of(Path home, String driver) {
        return of(home, driver, null);
    }

    static DiskQuotas of(Path home, String driver, @Nullable Boolean reserve) {
        CommandRunner commands = new CommandRunner();
        QuotaFiles files = new QuotaFiles(new SampanHome(home));
        QuotaProperties properties = new QuotaProperties(driver, RESERVE, 1, reserve);
        DiskRecords records = new DiskRecords(files);
        List<QuotaDriver> drivers = drivers(commands, files, properties);
        return new DiskQuotas(
                files,
                records,
                new HostSpace(files, properties),
                new QuotaChoice(files, properties, drivers, new QuotaTrial(commands, files, POOL)),
                drivers);
    }

    static HostSpaceGuard guard(Path home, DiskQuotas quotas) {
        QuotaProperties properties = new QuotaProperties("auto", RESERVE, 1, false);
        return new HostSpaceGuard(
                quotas,
                new HostSpace(new QuotaFiles(new SampanHome(home)), properties),
                properties);
    }

    private static List<QuotaDriver> drivers(
            CommandRunner commands, QuotaFiles files, QuotaProperties properties) {
        QuotaTree tree = new QuotaTree(files);
        return List.of(
                new ProjectQuotaDriver(tree),
                new UidQuotaDriver(tree, POOL),
                new BtrfsQuotaDriver(commands, files),
                new LoopQuotaDriver(commands, new Mounts(), files, properties),
                new PlainFolderDriver(commands, files));
    }

    static UidLease lease(String owner, int block) {
        return new UidLease(owner, POOL.firstUidOf(block));
    }
}
