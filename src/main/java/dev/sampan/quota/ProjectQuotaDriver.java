package dev.sampan.quota;

import dev.sampan.host.ProjectId;
import dev.sampan.host.Quotactl;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Limits the tree of an owner, whoever owns the files in it, where the data folder's file system counts projects: ext4 and
 * xfs. The project of an owner has the number of its first UID; only the host can move a file to another project.
 */
@Component
@Order(10)
final class ProjectQuotaDriver implements QuotaDriver {

    private final QuotaTree tree;

    ProjectQuotaDriver(QuotaTree tree) {
        this.tree = tree;
    }

    @Override
    public String name() {
        return "project";
    }

    @Override
    public Optional<String> obstacle() {
        return tree.obstacle(Quotactl.Kind.PROJECT, "prjquota");
    }

    @Override
    public boolean holds(String owner, Optional<DiskRecord> record) {
        return tree.holds(owner, record, name());
    }

    /** The folder is given its project while it is still empty, so that all that comes inherits it. */
    @Override
    public void ensure(String owner, DiskRecord record) {
        Path root = tree.make(owner);
        if (ProjectId.of(root) != record.firstUid()) {
            ProjectId.set(root, record.firstUid());
        }
        limit(root, record, record.held().bytes(), record.limit().inodes());
    }

    @Override
    public void resize(String owner, DiskRecord record) {
        limit(tree.root(owner), record, record.held().bytes(), record.limit().inodes());
    }

    @Override
    public DiskUsage usage(String owner, DiskRecord record) {
        Quotactl.Use use = Quotactl.get(tree.root(owner), Quotactl.Kind.PROJECT, record.firstUid());
        return QuotaTree.usage(use.bytes(), use.inodes(), record);
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
        Quotactl.limit(folder, Quotactl.Kind.PROJECT, record.firstUid(), bytes, inodes);
    }
}
