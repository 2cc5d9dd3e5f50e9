package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.app.VolumeMount;
import dev.sampan.app.VolumeMounts;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What callers may do with storage entries. Whose role allows it for all apps may do it with all entries; others may do
 * what an app of theirs does already: see what it mounts, and write what it writes.
 */
@Component
final class EntryRights {

    private final Guard guard;
    private final VolumeMounts mounts;

    EntryRights(Guard guard, VolumeMounts mounts) {
        this.guard = guard;
        this.mounts = mounts;
    }

    boolean mayView(Caller caller, EntryName name) {
        return guard.allows(
                caller, through(caller, name, Permission.VIEW, _ -> true), Permission.VIEW);
    }

    /** Lets a caller look at an entry. */
    <T> T view(Caller caller, EntryName name, String action, Supplier<T> work) {
        Optional<AppName> app = through(caller, name, Permission.VIEW, _ -> true);
        return guard.view(caller, app, Permission.VIEW, action, work);
    }

    /** For {@link Guard}: the app that lets a caller write to an entry; none when the role does, or nothing. */
    Optional<AppName> toWrite(Caller caller, EntryName name) {
        return through(caller, name, Permission.DEPLOY, mount -> !mount.readOnly());
    }

    /** Refuses to let one more app see an entry when the caller has no right to it. */
    void checkMount(Caller caller, VolumeMount mount, String subject) {
        Optional<AppName> app =
                through(
                        caller,
                        EntryName.parse(mount.volume()),
                        Permission.DEPLOY,
                        known -> mount.readOnly() || !known.readOnly());
        guard.check(caller, app, Permission.DEPLOY, "storage:mount", subject);
    }

    private Optional<AppName> through(
            Caller caller, EntryName name, Permission permission, Predicate<VolumeMount> how) {
        if (guard.allows(caller, Guard.PLATFORM, permission)) {
            return Guard.PLATFORM;
        }
        return mounts.of(name).entrySet().stream()
                .filter(app -> app.getValue().stream().anyMatch(how))
                .map(Map.Entry::getKey)
                .filter(app -> guard.allows(caller, Optional.of(app), permission))
                .findFirst();
    }
}
