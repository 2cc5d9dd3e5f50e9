package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.Allotment;
import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.Limits;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.scheduler.Scheduler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** What apps may use; every change reaches running processes at once. */
@Service
public final class ResourceOperations {

    private static final Logger log = LoggerFactory.getLogger(ResourceOperations.class);

    private final Guard guard;
    private final Limits limits;
    private final Apps apps;
    private final Scheduler scheduler;
    private final MemoryInUse memory;

    ResourceOperations(
            Guard guard, Limits limits, Apps apps, Scheduler scheduler, MemoryInUse memory) {
        this.guard = guard;
        this.limits = limits;
        this.apps = apps;
        this.scheduler = scheduler;
        this.memory = memory;
    }

    /** What somebody set for an app, or for all apps. */
    public LimitSettings settings(Caller caller, Optional<AppName> app, Allotment kind) {
        return guard.view(caller, app, "resource:report", () -> limits.settings(app, kind));
    }

    /** What a process in this scope gets. */
    public ResourceLimits effective(Caller caller, ResourceScope scope) {
        return guard.view(caller, scope.app(), "resource:report", () -> limits.effective(scope));
    }

    /** Sets limits or reservations; answers the amounts in their canonical form. */
    public Map<Resource, String> set(
            Caller caller, ResourceScope scope, Allotment kind, Map<Resource, String> amounts) {
        return change(
                caller,
                "resource:" + kind.word(),
                scope,
                kind,
                () -> limits.set(scope, kind, amounts));
    }

    /** Forgets what was set for this scope: what lies below holds again. */
    public void clear(Caller caller, ResourceScope scope, Allotment kind) {
        var _ =
                change(
                        caller,
                        "resource:" + kind.word() + "-clear",
                        scope,
                        kind,
                        () -> {
                            limits.clear(scope, kind);
                            return scope;
                        });
    }

    private <T> T change(
            Caller caller, String action, ResourceScope scope, Allotment kind, Supplier<T> change) {
        return guard.change(
                caller,
                scope.app(),
                scope.app().isPresent() ? Permission.DEPLOY : Permission.ADMINISTER,
                action,
                scope.toString(),
                () -> apply(scope, kind, change));
    }

    /** Changes what is set and gives it to what runs; when that is not possible, what was set before is set again. */
    private <T> T apply(ResourceScope scope, Allotment kind, Supplier<T> change) {
        Map<Resource, String> before = limits.settings(scope.app(), kind).at(scope.type());
        Map<AppName, ResourceLimits> running = new LinkedHashMap<>();
        deployed(scope).forEach(app -> running.put(app, limits.effective(app)));
        Map<AppName, Integer> connections = limits.connections();
        MemoryInUse.Limited memoryBefore = memory.limits(running.keySet());
        T answer = change.get();
        boolean done = false;
        try {
            memory.check(memoryBefore);
            running.forEach(this::apply);
            if (!limits.connections().equals(connections)) {
                scheduler.refreshNetwork();
            }
            done = true;
            return answer;
        } finally {
            if (!done) {
                limits.restore(scope, kind, before);
                restoreRunning(running.keySet());
                scheduler.refreshNetwork();
            }
        }
    }

    /** A disk takes longer than all the rest, so it is left alone unless its limit changed. */
    private void apply(AppName app, ResourceLimits before) {
        ResourceLimits now = limits.effective(app);
        if (!now.disk().equals(before.disk()) || !now.inodes().equals(before.inodes())) {
            scheduler.applyDiskLimit(app);
        }
        scheduler.applyLimits(app);
    }

    /** Some may have got the new limits already; one that cannot go back either is not worth hiding the first error. */
    private void restoreRunning(Set<AppName> running) {
        for (AppName app : running) {
            try {
                scheduler.applyDiskLimit(app);
                scheduler.applyLimits(app);
            } catch (RuntimeException e) {
                log.warn("Limits could not be set back app={}", app, e);
            }
        }
    }

    private List<AppName> deployed(ResourceScope scope) {
        return scope.app().map(apps::require).map(List::of).orElseGet(apps::list).stream()
                .filter(App::isDeployed)
                .map(App::name)
                .toList();
    }
}
