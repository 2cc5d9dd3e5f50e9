package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.Limits;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.scheduler.Scheduler;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** What apps may use; every change reaches running processes at once. */
@Service
public final class ResourceOperations {

    private final Guard guard;
    private final Limits limits;
    private final Apps apps;
    private final Scheduler scheduler;

    ResourceOperations(Guard guard, Limits limits, Apps apps, Scheduler scheduler) {
        this.guard = guard;
        this.limits = limits;
        this.apps = apps;
        this.scheduler = scheduler;
    }

    /** What somebody set for an app. */
    public LimitSettings settings(Caller caller, AppName app) {
        return guard.view(caller, "resource:report", () -> limits.settings(app));
    }

    /** The limits that a process of this type gets. */
    public ResourceLimits effective(Caller caller, AppName app, ProcessType type) {
        return guard.view(caller, "resource:report", () -> limits.effective(app, type));
    }

    /** The limits of the app as a whole. */
    public ResourceLimits effective(Caller caller, AppName app) {
        return guard.view(caller, "resource:report", () -> limits.effective(app));
    }

    /** Sets limits for all processes of an app, or for one type; answers the amounts in their canonical form. */
    public Map<Resource, String> limit(
            Caller caller, AppName app, Optional<ProcessType> type, Map<Resource, String> amounts) {
        return guard.change(
                caller,
                Permission.DEPLOY,
                "resource:limit",
                app,
                () -> apply(app, type, () -> limits.set(app, type, amounts)));
    }

    /** Forgets what was set for all processes of an app, or for one type: the defaults hold again. */
    public void clear(Caller caller, AppName app, Optional<ProcessType> type) {
        guard.change(
                caller,
                Permission.DEPLOY,
                "resource:limit-clear",
                app,
                () ->
                        apply(
                                app,
                                type,
                                () -> {
                                    limits.clear(app, type);
                                    return app;
                                }));
    }

    /** Changes what is set and gives it to what runs; when that is not possible, what was set before is set again. */
    private <T> T apply(AppName app, Optional<ProcessType> type, Supplier<T> change) {
        Map<Resource, String> before = limits.settings(app).at(type);
        T answer = change.get();
        if (!apps.require(app).isDeployed()) {
            return answer;
        }
        boolean done = false;
        try {
            scheduler.applyLimits(app);
            done = true;
            return answer;
        } finally {
            if (!done) {
                limits.clear(app, type);
                limits.set(app, type, before);
            }
        }
    }
}
