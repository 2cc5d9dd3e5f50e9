package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.app.VolumeMount;
import dev.sampan.app.VolumeMounts;
import java.util.List;
import org.springframework.stereotype.Service;

/** What apps see of volumes, their own and storage entries; a change holds from the next start of their processes. */
@Service
public final class StorageOperations {

    private final Guard guard;
    private final EntryRights rights;
    private final VolumeMounts mounts;

    StorageOperations(Guard guard, EntryRights rights, VolumeMounts mounts) {
        this.guard = guard;
        this.rights = rights;
        this.mounts = mounts;
    }

    /** What the processes of an app see, by the path inside. */
    public List<VolumeMount> of(Caller caller, AppName app) {
        return guard.view(caller, app, "storage:list", () -> mounts.of(app));
    }

    /**
     * Shows a volume at a path: the storage entry of its name when there is one, else a volume of the app, which is made
     * at the next start when it is new.
     */
    public VolumeMount mount(Caller caller, AppName app, VolumeMount written) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "storage:mount",
                app + " " + written.text(),
                () -> {
                    VolumeMount mount = written.shared() ? written : mounts.meant(app, written);
                    if (mount.shared()) {
                        rights.checkMount(caller, mount, app + " " + mount.text());
                    }
                    mounts.add(app, mount);
                    return mount;
                });
    }

    /** Shows it there no more; its files stay. */
    public VolumeMount unmount(Caller caller, AppName app, VolumeMount written) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "storage:unmount",
                app + " " + written.text(),
                () -> mounts.remove(app, written));
    }

    /** Shows a storage entry no more that is seen at one path; its files stay. */
    public VolumeMount unmount(Caller caller, AppName app, EntryName entry) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "storage:unmount",
                app + " " + entry,
                () -> mounts.remove(app, mounts.require(app, entry)));
    }
}
