package dev.sampan.app;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Which volumes apps have, and where their processes see them from their next start. */
@Service
public class VolumeMounts {

    private static final String SCOPE = "storage";
    private static final int MOST = 20;

    private final Settings settings;

    VolumeMounts(Settings settings) {
        this.settings = settings;
    }

    /** Those of an app, by the path inside. */
    public List<VolumeMount> of(AppName app) {
        return settings.of(SCOPE, Optional.of(app)).values().stream()
                .map(VolumeMount::parse)
                .toList();
    }

    /**
     * Shows a volume at a path.
     *
     * @throws RefusedException when something is seen there already, or the app has as many as it may
     */
    public void add(AppName app, VolumeMount mount) {
        List<VolumeMount> known = of(app);
        if (known.stream().anyMatch(other -> other.target().equals(mount.target()))) {
            throw RefusedException.conflict(
                    "Mount path already exists: app '%s' sees a volume at '%s'. `storage:unmount` takes it away"
                            .formatted(app, mount.target()));
        }
        if (known.size() >= MOST) {
            throw RefusedException.conflict(
                    "App '%s' has %d mounts already, which are the most".formatted(app, MOST));
        }
        var _ = settings.set(SCOPE, Optional.of(app), mount.target(), Optional.of(mount.text()));
    }

    /**
     * Shows it there no more; its files stay.
     *
     * @throws RefusedException when it is not seen there
     */
    public void remove(AppName app, VolumeMount mount) {
        if (!of(app).contains(mount)) {
            throw RefusedException.notFound(
                    "Mount path does not exist: app '%s' has no mount '%s'. `storage:list` names those it has"
                            .formatted(app, mount.text()));
        }
        var _ = settings.set(SCOPE, Optional.of(app), mount.target(), Optional.empty());
    }
}
