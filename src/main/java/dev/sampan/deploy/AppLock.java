package dev.sampan.deploy;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.RefusedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Lets only one change at a time happen to the processes of an app. */
@Component
final class AppLock {

    private final Apps apps;
    private final Set<AppName> held = ConcurrentHashMap.newKeySet();

    AppLock(Apps apps) {
        this.apps = apps;
    }

    /** A lock that is held until it is closed. */
    interface Held extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * @throws RefusedException when another change is under way
     */
    Held acquire(AppName app) {
        if (!held.add(app)) {
            throw RefusedException.conflict(
                    "%s currently has a deploy lock in place: another deploy or change of it is under way. Try again when it has ended"
                            .formatted(app));
        }
        return () -> held.remove(app);
    }

    /**
     * The same for a deploy, which a person can refuse with `apps:lock` as well.
     *
     * @throws RefusedException when another change is under way or deploys are locked
     */
    Held acquireForDeploy(AppName name) {
        App app = apps.require(name);
        if (app.isLocked()) {
            throw RefusedException.conflict(
                    "%s currently has a deploy lock in place. Exiting...\nRun 'apps:unlock' to release the existing deploy lock"
                            .formatted(name));
        }
        return acquire(name);
    }
}
