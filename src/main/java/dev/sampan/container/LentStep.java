package dev.sampan.container;

import dev.sampan.host.IdMap;
import dev.sampan.host.Mounts;
import java.util.Set;
import java.util.TreeSet;

/**
 * Shows what a container sees of the storage of others: the UIDs of their block as those of the container's own, and
 * whom the files belong to as the container's user. So containers of several blocks and users write the same files.
 */
final class LentStep implements StartStep {

    private final ContainerFiles files;
    private final OwnerStorage storage;
    private final Mounts mounts;

    LentStep(ContainerFiles files, OwnerStorage storage, Mounts mounts) {
        this.files = files;
        this.storage = storage;
        this.mounts = mounts;
    }

    @Override
    public void apply(Starting starting) {
        Set<String> done = new TreeSet<>();
        for (Mount mount : starting.spec().mounts()) {
            mount.lender().filter(done::add).ifPresent(lender -> show(mount, lender, starting));
        }
    }

    private void show(Mount mount, String lender, Starting starting) {
        Storage lent = storage.require(lender);
        ContainerUser user = starting.inside().user();
        Set<Integer> users = new TreeSet<>();
        starting.inside().users().forEach(uid -> users.add(stored(uid, user.uid())));
        storage.count(lender, users);
        mounts.idmapped(
                mount.source(),
                ContainerFiles.passable(files.lent(starting.made().id(), lender)),
                map(lent, starting, user.uid()),
                map(lent, starting, user.gid()));
    }

    private static IdMap map(Storage lent, Starting starting, int user) {
        return IdMap.between(lent.firstUid(), starting.storage().firstUid(), Storage.LENT_TO, user);
    }

    /** What a UID inside is on the disk. */
    private static int stored(int uid, int user) {
        if (uid == user) {
            return Storage.LENT_TO;
        }
        return uid == Storage.LENT_TO ? user : uid;
    }

    @Override
    public void undo(ContainerRecord made) {
        files.lenders(made.id()).forEach(lender -> mounts.unmount(files.lent(made.id(), lender)));
    }
}
