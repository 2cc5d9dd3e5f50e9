package dev.sampan.quota;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.Mounts;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;

/** The disk quotas of a home, as a control plane that was just started sees them. */
final class QuotasFixture {

    static final int FIRST_UID = 400_000_000;
    static final UidPoolProperties POOL = new UidPoolProperties(FIRST_UID, 10);

    private static final DataSize RESERVE = DataSize.ofMebibytes(64);

    private QuotasFixture() {}

    static DiskQuotas of(Path home, String driver) {
        CommandRunner commands = new CommandRunner();
        QuotaFiles files = new QuotaFiles(new SampanHome(home));
        QuotaProperties properties = new QuotaProperties(driver, RESERVE, 1);
        DiskRecords records = new DiskRecords(files);
        List<QuotaDriver> drivers = drivers(commands, files);
        return new DiskQuotas(
                files,
                records,
                new HostSpace(files, properties),
                new QuotaChoice(files, properties, drivers, new QuotaTrial(commands, files, POOL)),
                drivers);
    }

    static HostSpaceGuard guard(Path home, DiskQuotas quotas) {
        QuotaProperties properties = new QuotaProperties("auto", RESERVE, 1);
        return new HostSpaceGuard(
                quotas,
                new HostSpace(new QuotaFiles(new SampanHome(home)), properties),
                properties);
    }

    private static List<QuotaDriver> drivers(CommandRunner commands, QuotaFiles files) {
        QuotaTree tree = new QuotaTree(files);
        return List.of(
                new UidQuotaDriver(tree),
                new ProjectQuotaDriver(tree),
                new BtrfsQuotaDriver(commands, files),
                new LoopQuotaDriver(commands, new Mounts(), files),
                new PlainFolderDriver(commands, files));
    }

    static UidLease lease(String owner, int block) {
        return new UidLease(owner, POOL.firstUidOf(block));
    }
}
