package dev.sampan.quota;

import dev.sampan.host.Quotactl;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Limits the user that an owner's processes run as, where the data folder's file system counts users: ext4 and xfs.
 *
 * <p>The UIDs of an owner's block that its containers have are limited: the one that is root inside, which owns what is
 * copied up from shared layers and what a package manager installs, to the whole, and every other, that of applications
 * and those of users that an image names, to what the others have left. A process without capabilities cannot make files
 * of any other UID. What the host itself writes for an owner is counted only when it is given to one of them.
 */
@Component
@Order(20)
final class UidQuotaDriver implements QuotaDriver {

    /** The user inside containers that applications and builds run as. */
    static final int APP_UID = 1000;

    private static final int ROOT_UID = 0;
    private static final long LEAST_BYTES = 1024;

    private final QuotaTree tree;
    private final UidPoolProperties pool;

    UidQuotaDriver(QuotaTree tree, UidPoolProperties pool) {
        this.tree = tree;
        this.pool = pool;
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
        limit(tree.make(owner), record, Set.of());
    }

    @Override
    public void resize(String owner, DiskRecord record) {
        limit(tree.root(owner), record, Set.of());
    }

    @Override
    public void count(String owner, DiskRecord record, Set<Integer> users) {
        limit(tree.root(owner), record, users);
    }

    @Override
    public DiskUsage usage(String owner, DiskRecord record) {
        Quotactl.Use all = sum(used(tree.root(owner), record).values());
        return QuotaTree.usage(all.bytes(), all.inodes(), record);
    }

    @Override
    public DataSize taken(String owner, DiskRecord record) {
        return usage(owner, record).used();
    }

    @Override
    public void remove(String owner, Optional<DiskRecord> record) {
        if (record.isPresent() && record.get().driver().equals(name())) {
            tree.delete(owner);
            Path parent = tree.parent();
            used(parent, record.get())
                    .keySet()
                    .forEach(uid -> Quotactl.limit(parent, Quotactl.Kind.USER, uid, 0, 0));
        }
    }

    /** Everybody but root may have what the others do not have now; 0 would be no limit. */
    private void limit(Path folder, DiskRecord record, Set<Integer> users) {
        long bytes = record.held().bytes();
        long inodes = record.limit().inodes();
        int root = record.hostUid(ROOT_UID);
        Map<Integer, Quotactl.Use> used = used(folder, record);
        Quotactl.Use all = sum(used.values());
        Set<Integer> uids = new TreeSet<>(used.keySet());
        uids.add(record.hostUid(APP_UID));
        users.forEach(user -> uids.add(record.hostUid(user)));
        uids.remove(root);
        Quotactl.limit(folder, Quotactl.Kind.USER, root, bytes, inodes);
        for (int uid : uids) {
            Quotactl.Use own = used.getOrDefault(uid, Quotactl.Use.NOTHING);
            Quotactl.limit(
                    folder,
                    Quotactl.Kind.USER,
                    uid,
                    Math.max(LEAST_BYTES, bytes - (all.bytes() - own.bytes())),
                    Math.max(1, inodes - (all.inodes() - own.inodes())));
        }
    }

    /** What each UID of the owner's block has, by its number on the host. */
    private Map<Integer, Quotactl.Use> used(Path folder, DiskRecord record) {
        return Quotactl.used(
                folder, Quotactl.Kind.USER, record.firstUid(), pool.endOfBlock(record.firstUid()));
    }

    private static Quotactl.Use sum(Collection<Quotactl.Use> uses) {
        return new Quotactl.Use(
                uses.stream().mapToLong(Quotactl.Use::bytes).sum(),
                uses.stream().mapToLong(Quotactl.Use::inodes).sum(),
                0,
                0);
    }
}
