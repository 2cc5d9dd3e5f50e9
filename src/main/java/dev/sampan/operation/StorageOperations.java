package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.VolumeMount;
import dev.sampan.app.VolumeMounts;
import java.util.List;
import org.springframework.stereotype.Service;

/** The volumes of apps; a change holds from the next start of their processes. */
@Service
public final class StorageOperations {

    private final Guard guard;
    private final VolumeMounts mounts;

    StorageOperations(Guard guard, VolumeMounts mounts) {
        this.guard = guard;
        this.mounts = mounts;
    }

    /** What the processes of an app see, by the path inside. */
    public List<VolumeMount> of(Caller caller, AppName app) {
        return guard.view(caller, app, "storage:list", () -> mounts.of(app));
    }

    /** Shows a volume at a path; it is made at the next start when it is new. */
    public VolumeMount mount(Caller caller, AppName app, VolumeMount mount) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "storage:mount",
                app + " " + mount.text(),
                () -> {
                    mounts.add(app, mount);
                    return mount;
                });
    }

    /** Shows it there no more; its files stay, and go with the app. */
    public VolumeMount unmount(Caller caller, AppName app, VolumeMount mount) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "storage:unmount",
                app + " " + mount.text(),
                () -> {
                    mounts.remove(app, mount);
                    return mount;
                });
    }
}
