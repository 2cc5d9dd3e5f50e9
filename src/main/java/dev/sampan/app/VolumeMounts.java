package dev.sampan.app;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Which volumes apps have, and where their processes see them from their next start. */
@Service
@Transactional
public class VolumeMounts {

    private static final String SCOPE = "storage";
    private static final int MOST = 20;

    private final Settings settings;
    private final StorageEntries entries;

    VolumeMounts(Settings settings, StorageEntries entries) {
        this.settings = settings;
        this.entries = entries;
    }

    /** Those of an app, by the path inside. */
    @Transactional(readOnly = true)
    public List<VolumeMount> of(AppName app) {
        return read(settings.of(SCOPE, Optional.of(app)));
    }

    /** The apps that mount a storage entry, and how. */
    @Transactional(readOnly = true)
    public SortedMap<AppName, List<VolumeMount>> of(EntryName entry) {
        SortedMap<AppName, List<VolumeMount>> mounts = new TreeMap<>();
        settings.ofEach(SCOPE)
                .forEach(
                        (app, set) -> {
                            List<VolumeMount> of =
                                    read(set).stream()
                                            .filter(VolumeMount::shared)
                                            .filter(mount -> mount.volume().equals(entry.value()))
                                            .toList();
                            if (!of.isEmpty()) {
                                mounts.put(app, of);
                            }
                        });
        return mounts;
    }

    /**
     * What people mean who write a name and a path: the storage entry of that name when there is one, else a volume of the
     * app.
     *
     * @throws RefusedException when the app has a volume of its own with the name of an entry
     */
    @Transactional(readOnly = true)
    public VolumeMount meant(AppName app, VolumeMount written) {
        if (entries.list().stream()
                .filter(StorageEntry::isRegistered)
                .noneMatch(entry -> entry.name().value().equals(written.volume()))) {
            return written;
        }
        if (of(app).stream()
                .anyMatch(mount -> !mount.shared() && mount.volume().equals(written.volume()))) {
            throw RefusedException.conflict(
                    "'%1$s' is a volume of app '%2$s' and a storage entry, too. Write `storage:mount %2$s %1$s --container-dir %3$s` for the entry"
                            .formatted(written.volume(), app, written.target()));
        }
        return written.ofEntry();
    }

    /**
     * Shows a volume at a path; a storage entry that is seen there already may be read only, or written, from now on.
     *
     * @throws RefusedException when something else is seen there already, the app has as many as it may, or there is no such
     *     entry
     */
    public void add(AppName app, VolumeMount mount) {
        if (mount.shared()) {
            var _ = entries.lock(EntryName.parse(mount.volume()));
        }
        List<VolumeMount> known = of(app);
        Optional<VolumeMount> there =
                known.stream().filter(other -> other.target().equals(mount.target())).findFirst();
        if (there.isPresent() && !(mount.shared() && mount.isAt(there.get()))) {
            throw RefusedException.conflict(
                    "Mount path already exists: app '%s' sees a volume at '%s'. `storage:unmount` takes it away"
                            .formatted(app, mount.target()));
        }
        if (there.isEmpty() && known.size() >= MOST) {
            throw RefusedException.conflict(
                    "App '%s' has %d mounts already, which are the most".formatted(app, MOST));
        }
        var _ = settings.set(SCOPE, Optional.of(app), mount.target(), Optional.of(mount.kept()));
    }

    /**
     * Shows it there no more; its files stay.
     *
     * @throws RefusedException when it is not seen there
     */
    public VolumeMount remove(AppName app, VolumeMount mount) {
        VolumeMount found =
                of(app).stream()
                        .filter(known -> known.target().equals(mount.target()))
                        .filter(known -> known.volume().equals(mount.volume()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        RefusedException.notFound(
                                                "Mount path does not exist: app '%s' has no mount '%s'. `storage:list` names those it has"
                                                        .formatted(app, mount.text())));
        var _ = settings.set(SCOPE, Optional.of(app), found.target(), Optional.empty());
        return found;
    }

    /**
     * Where an app mounts a storage entry.
     *
     * @throws RefusedException when it does not, or at several paths
     */
    @Transactional(readOnly = true)
    public VolumeMount require(AppName app, EntryName entry) {
        List<VolumeMount> found = of(entry).getOrDefault(app, List.of());
        if (found.isEmpty()) {
            throw RefusedException.notFound(
                    "Mount path does not exist: app '%s' does not mount storage entry '%s'"
                            .formatted(app, entry));
        }
        if (found.size() > 1) {
            throw RefusedException.invalid(
                    "App '%s' mounts storage entry '%s' at several paths: %s. Say which with --container-dir"
                            .formatted(
                                    app,
                                    entry,
                                    String.join(
                                            ", ",
                                            found.stream().map(VolumeMount::target).toList())));
        }
        return found.getFirst();
    }

    /**
     * Lets nobody mount a storage entry any more.
     *
     * @param state why not
     * @throws RefusedException when there is none, or apps mount it
     */
    public void retire(EntryName entry, StorageEntry.State state) {
        var _ = entries.lock(entry);
        SortedMap<AppName, List<VolumeMount>> mounts = of(entry);
        if (!mounts.isEmpty()) {
            throw RefusedException.conflict(
                    "Storage entry '%s' is still mounted by: %s. Take it away with `storage:unmount` first"
                            .formatted(
                                    entry,
                                    String.join(
                                            ", ",
                                            mounts.keySet().stream()
                                                    .map(AppName::value)
                                                    .toList())));
        }
        entries.mark(entry, state);
    }

    private static List<VolumeMount> read(SortedMap<String, String> set) {
        return set.values().stream().map(VolumeMount::ofKept).toList();
    }
}
