package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.app.VolumeMount;
import dev.sampan.app.VolumeMounts;
import dev.sampan.container.Mount;
import dev.sampan.container.Storage;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Says where the volumes that the processes of an app see are on this machine. */
@Component
final class AppMounts {

    private final VolumeMounts volumes;
    private final EntryStorage entries;

    AppMounts(VolumeMounts volumes, EntryStorage entries) {
        this.volumes = volumes;
        this.entries = entries;
    }

    /**
     * The mounts of an app.
     *
     * @param own makes the app's own storage when it is new
     */
    List<Mount> of(AppName app, Function<AppName, Storage> own) {
        return volumes.of(app).stream().map(mount -> mount(app, mount, own)).toList();
    }

    private Mount mount(AppName app, VolumeMount mount, Function<AppName, Storage> own) {
        return mount.shared()
                ? entries.mount(new EntryName(mount.volume()), mount.target(), mount.readOnly())
                : new Mount(
                        own.apply(app).volume(mount.volume()), mount.target(), mount.readOnly());
    }
}
