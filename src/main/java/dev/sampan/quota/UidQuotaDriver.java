package dev.sampan.quota;

import dev.sampan.host.Quotactl;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Limits the user that an owner's processes run as, where the data folder's file system counts users: ext4 and xfs.
 *
 * <p>Two UIDs of an owner's block are limited, each to the whole: that of applications, and the one that is root inside,
 * which owns what is copied up from shared layers and what a package manager installs. A process without capabilities
 * cannot make files of any other UID. What the host itself writes for an owner is counted only when it is given to one of
 * the two.
 */
@Component
@Order(10)
final class UidQuotaDriver implements QuotaDriver {

    /** The user inside containers that applications and builds run as. */
    static final int APP_UID = 1000;

    private static final int ROOT_UID = 0;

    private final QuotaTree tree;

    UidQuotaDriver(QuotaTree tree) {
        this.tree = tree;
    }

    @Override
    public String name() {
        return "uid";
    }

    @Override
    public boolean enforces() {
        return true;
    }

    @Override
    public boolean limitsInodes() {
        return true;
    }

    @Override
    public Optional<String> obstacle() {
        return tree.obstacle(Quotactl.Kind.USER, "usrquota");
    }

    @Override
    public boolean holds(String owner) {
        return tree.holds(owner, name());
    }

    @Override
    public void ensure(String owner, DiskRecord record) {
        limit(tree.make(owner), record, record.limit().bytes().bytes(), record.limit().inodes());
    }

    @Override
    public void resize(String owner, DiskRecord record) {
        limit(tree.root(owner), record, record.limit().bytes().bytes(), record.limit().inodes());
    }

    @Override
    public DiskUsage usage(String owner, DiskRecord record) {
        return QuotaTree.usage(
                sum(owner, record, Quotactl.Use::bytes),
                sum(owner, record, Quotactl.Use::inodes),
                record);
    }

    @Override
    public DataSize taken(String owner, DiskRecord record) {
        return usage(owner, record).used();
    }

    @Override
    public void remove(String owner, Optional<DiskRecord> record) {
        if (record.isPresent() && record.get().driver().equals(name())) {
            tree.delete(owner);
            limit(tree.parent(), record.get(), 0, 0);
        }
    }

    private static void limit(Path folder, DiskRecord record, long bytes, long inodes) {
        Quotactl.limit(folder, Quotactl.Kind.USER, record.hostUid(APP_UID), bytes, inodes);
        Quotactl.limit(folder, Quotactl.Kind.USER, record.hostUid(ROOT_UID), bytes, inodes);
    }

    private long sum(String owner, DiskRecord record, ToLongFunction<Quotactl.Use> figure) {
        Path root = tree.root(owner);
        return figure.applyAsLong(Quotactl.get(root, Quotactl.Kind.USER, record.hostUid(APP_UID)))
                + figure.applyAsLong(
                        Quotactl.get(root, Quotactl.Kind.USER, record.hostUid(ROOT_UID)));
    }
}
