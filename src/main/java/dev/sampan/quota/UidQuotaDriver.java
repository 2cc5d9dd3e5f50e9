package dev.sampan.quota;

import dev.sampan.host.Quotactl;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Limits the user that an owner's processes run as, where the data folder's file system counts users: ext4 and xfs.
 *
 * <p>Two UIDs of an owner's block are limited: the one that is root inside, which owns what is copied up from shared layers
 * and what a package manager installs, to the whole, and that of applications to what root has left. A process without capabilities
 * cannot make files of any other UID. What the host itself writes for an owner is counted only when it is given to one of
 * the two.
 */
@Component
@Order(10)
final class UidQuotaDriver implements QuotaDriver {

    /** The user inside containers that applications and builds run as. */
    static final int APP_UID = 1000;

    private static final int ROOT_UID = 0;
    private static final long LEAST_BYTES = 1024;

    private final QuotaTree tree;

    UidQuotaDriver(QuotaTree tree) {
        this.tree = tree;
    }

    @Override
    public String name() {
        return "uid";
    }

    @Override
    public Optional<String> obstacle() {
        return tree.obstacle(Quotactl.Kind.USER, "usrquota");
    }

    @Override
    public boolean holds(String owner, Optional<DiskRecord> record) {
        return tree.holds(owner, record, name());
    }

    @Override
    public void ensure(String owner, DiskRecord record) {
        limit(tree.make(owner), record);
    }

    @Override
    public void resize(String owner, DiskRecord record) {
        limit(tree.root(owner), record);
    }

    @Override
    public DiskUsage usage(String owner, DiskRecord record) {
        Quotactl.Use app = use(tree.root(owner), record, APP_UID);
        Quotactl.Use root = use(tree.root(owner), record, ROOT_UID);
        return QuotaTree.usage(app.bytes() + root.bytes(), app.inodes() + root.inodes(), record);
    }

    @Override
    public DataSize taken(String owner, DiskRecord record) {
        return usage(owner, record).used();
    }

    @Override
    public void remove(String owner, Optional<DiskRecord> record) {
        if (record.isPresent() && record.get().driver().equals(name())) {
            tree.delete(owner);
            set(tree.parent(), record.get(), APP_UID, 0, 0);
            set(tree.parent(), record.get(), ROOT_UID, 0, 0);
        }
    }

    /** Applications may have what root does not have now; 0 would be no limit. */
    private static void limit(Path folder, DiskRecord record) {
        long bytes = record.held().bytes();
        long inodes = record.limit().inodes();
        Quotactl.Use root = use(folder, record, ROOT_UID);
        set(folder, record, ROOT_UID, bytes, inodes);
        set(
                folder,
                record,
                APP_UID,
                Math.max(LEAST_BYTES, bytes - root.bytes()),
                Math.max(1, inodes - root.inodes()));
    }

    private static void set(Path folder, DiskRecord record, int uid, long bytes, long inodes) {
        Quotactl.limit(folder, Quotactl.Kind.USER, record.hostUid(uid), bytes, inodes);
    }

    private static Quotactl.Use use(Path folder, DiskRecord record, int uid) {
        return Quotactl.get(folder, Quotactl.Kind.USER, record.hostUid(uid));
    }
}
