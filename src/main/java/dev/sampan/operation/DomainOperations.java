package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.RefusedException;
import dev.sampan.scheduler.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/** The host names of apps; every change moves the routes at once. */
@Service
public final class DomainOperations {

    private final Guard guard;
    private final Domains domains;
    private final Scheduler scheduler;

    DomainOperations(Guard guard, Domains domains, Scheduler scheduler) {
        this.guard = guard;
        this.domains = domains;
        this.scheduler = scheduler;
    }

    /**
     * The host names of an app.
     *
     * @param enabled whether requests are routed to them
     * @param names the host names
     * @param global the domains below which every app answers
     */
    public record AppDomains(boolean enabled, List<DomainName> names, List<DomainName> global) {}

    public AppDomains of(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "domains:report",
                () ->
                        new AppDomains(
                                domains.isEnabled(app), domains.configured(app), domains.global()));
    }

    public List<DomainName> global(Caller caller) {
        return guard.view(caller, Guard.PLATFORM, "domains:report", domains::global);
    }

    /** Adds host names and answers those that were not there before. */
    public List<DomainName> add(Caller caller, AppName app, List<DomainName> names) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "domains:add",
                app,
                () -> {
                    List<DomainName> added = new ArrayList<>();
                    for (DomainName name : names) {
                        if (domains.add(app, name)) {
                            added.add(name);
                        }
                    }
                    scheduler.refreshRoutes();
                    return added;
                });
    }

    /** Removes host names and answers those that were there. */
    public List<DomainName> remove(Caller caller, AppName app, List<DomainName> names) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "domains:remove",
                app,
                () -> {
                    List<DomainName> removed =
                            names.stream().filter(name -> domains.remove(app, name)).toList();
                    scheduler.refreshRoutes();
                    return removed;
                });
    }

    public void set(Caller caller, AppName app, List<DomainName> names) {
        change(caller, "domains:set", app, () -> domains.set(app, names));
    }

    public void clear(Caller caller, AppName app) {
        change(caller, "domains:clear", app, () -> domains.clear(app));
    }

    public void reset(Caller caller, AppName app) {
        change(caller, "domains:reset", app, () -> domains.reset(app));
    }

    public void enable(Caller caller, AppName app, boolean enabled) {
        change(
                caller,
                enabled ? "domains:enable" : "domains:disable",
                app,
                () -> domains.enable(app, enabled));
    }

    /** Gives all apps exactly these global domains; none means the configured one. */
    public void setGlobal(Caller caller, List<DomainName> names) {
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "domains:set-global",
                "",
                () -> {
                    domains.setGlobal(names);
                    scheduler.refreshRoutes();
                    return names;
                });
    }

    /** Adds global domains and answers those that were not there before. */
    public List<DomainName> addGlobal(Caller caller, List<DomainName> names) {
        List<DomainName> before =
                changeGlobal(
                        caller,
                        "domains:add-global",
                        global ->
                                Stream.concat(global.stream(), names.stream()).distinct().toList());
        return names.stream().filter(name -> !before.contains(name)).toList();
    }

    /**
     * Removes global domains and answers those that were there. Without any, the configured one holds, so that one cannot
     * be removed last.
     */
    public List<DomainName> removeGlobal(Caller caller, List<DomainName> names) {
        List<DomainName> before =
                changeGlobal(
                        caller,
                        "domains:remove-global",
                        global -> {
                            List<DomainName> left =
                                    global.stream().filter(name -> !names.contains(name)).toList();
                            if (left.isEmpty() && global.equals(domains.configuredGlobal())) {
                                throw RefusedException.conflict(
                                        "Domain '%s' is the one of the configuration (SAMPAN_DOMAIN), which holds as long as there is no other. Add another one first"
                                                .formatted(global.getFirst()));
                            }
                            return left;
                        });
        return names.stream().filter(before::contains).toList();
    }

    /** Changes the global domains and answers those that there were before. */
    private List<DomainName> changeGlobal(
            Caller caller, String action, UnaryOperator<List<DomainName>> change) {
        return guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                action,
                "",
                () -> {
                    List<DomainName> before = domains.global();
                    List<DomainName> wanted = change.apply(before);
                    if (!wanted.equals(before)) {
                        domains.setGlobal(wanted);
                        scheduler.refreshRoutes();
                    }
                    return before;
                });
    }

    private void change(Caller caller, String action, AppName app, Runnable work) {
        guard.change(
                caller,
                app,
                Permission.DEPLOY,
                action,
                app,
                () -> {
                    work.run();
                    scheduler.refreshRoutes();
                    return app;
                });
    }
}
