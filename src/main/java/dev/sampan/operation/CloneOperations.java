package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import dev.sampan.certificate.Certificates;
import dev.sampan.certificate.KeyedCertificate;
import dev.sampan.certificate.StoredCertificate;
import dev.sampan.deploy.AppDuplicator;
import dev.sampan.deploy.DeployLog;
import dev.sampan.git.GitService;
import dev.sampan.unit.DataSize;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Apps that are made of others. */
@Service
public final class CloneOperations {

    private final Guard guard;
    private final Apps apps;
    private final AppDuplicator duplicator;
    private final AppOperations operations;
    private final Certificates certificates;
    private final GitService git;
    private final SourceSpace space;

    CloneOperations(
            Guard guard,
            Apps apps,
            AppDuplicator duplicator,
            AppOperations operations,
            Certificates certificates,
            GitService git,
            SourceSpace space) {
        this.guard = guard;
        this.apps = apps;
        this.duplicator = duplicator;
        this.operations = operations;
        this.certificates = certificates;
        this.git = git;
        this.space = space;
    }

    /**
     * Makes an app with the settings, the source and the image of another; host names, ports and certificates stay where
     * they are.
     *
     * @param deploy whether it is started at once
     */
    public void clone(Caller caller, AppName from, AppName to, boolean deploy, DeployLog log)
            throws InterruptedException {
        Work<AppName, InterruptedException> work =
                () -> {
                    copy(caller, from, to, deploy, log);
                    return to;
                };
        guard.change(
                caller, Guard.PLATFORM, Permission.DEPLOY, "apps:clone", from + " " + to, work);
    }

    /**
     * Gives an app another name: makes one like it, moves to it what only one can have, and destroys the old one.
     *
     * @param deploy whether the new one is started before the old one is stopped
     * @throws RefusedException when the app has volumes, which cannot be moved
     */
    public void rename(Caller caller, AppName from, AppName to, boolean deploy, DeployLog log)
            throws InterruptedException {
        Work<AppName, InterruptedException> work =
                () -> {
                    apps.require(from);
                    duplicator.requireMovable(from);
                    copy(caller, from, to, deploy, log);
                    moveCertificate(from, to);
                    duplicator.move(from, to);
                    operations.destroy(caller, from);
                    return to;
                };
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "apps:rename",
                from + " " + to,
                work);
    }

    private void copy(Caller caller, AppName from, AppName to, boolean deploy, DeployLog log)
            throws InterruptedException {
        if (apps.exists(to)) {
            throw RefusedException.conflict("Name is already taken");
        }
        duplicator.copy(from, to, deploy, caller.name(), log);
        git.size(to).ifPresent(size -> count(to, size));
    }

    private void count(AppName app, DataSize size) {
        var _ = space.count(app, size);
    }

    private void moveCertificate(AppName from, AppName to) {
        Optional<StoredCertificate> found = certificates.of(from);
        if (found.isPresent()) {
            String text = found.get().chainText() + certificates.keyText(found.get());
            KeyedCertificate read = Certificates.read(text.getBytes(StandardCharsets.US_ASCII));
            certificates.put(Optional.of(to), read, found.get().source());
        }
    }
}
