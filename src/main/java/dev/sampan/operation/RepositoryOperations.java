package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.deploy.ProcessControl;
import dev.sampan.git.GitService;
import org.springframework.stereotype.Service;

/** The upkeep of what was pushed to apps, and of what their builds leave for the next one. */
@Service
public final class RepositoryOperations {

    private final Guard guard;
    private final Apps apps;
    private final GitService git;
    private final ProcessControl processes;

    RepositoryOperations(Guard guard, Apps apps, GitService git, ProcessControl processes) {
        this.guard = guard;
        this.apps = apps;
        this.git = git;
        this.processes = processes;
    }

    /** Packs the source of an app. */
    public void collectGarbage(Caller caller, AppName app) {
        change(caller, app, "repo:gc", () -> git.collectGarbage(app));
    }

    /** Removes what builds of an app left for the next one. */
    public void purgeCache(Caller caller, AppName app) {
        change(caller, app, "repo:purge-cache", () -> processes.purgeCache(app));
    }

    private void change(Caller caller, AppName app, String action, Runnable work) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                action,
                app,
                () -> {
                    apps.require(app);
                    work.run();
                    return app;
                });
    }
}
