package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Links;
import dev.sampan.app.NetworkSettings;
import dev.sampan.app.PrivateRanges;
import dev.sampan.scheduler.Scheduler;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** What apps reach: each other, and private networks. Every change reaches running processes at once. */
@Service
public final class NetworkOperations {

    private static final Logger log = LoggerFactory.getLogger(NetworkOperations.class);

    private final Guard guard;
    private final Apps apps;
    private final Links links;
    private final NetworkSettings settings;
    private final Scheduler scheduler;

    NetworkOperations(
            Guard guard, Apps apps, Links links, NetworkSettings settings, Scheduler scheduler) {
        this.guard = guard;
        this.apps = apps;
        this.links = links;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    /**
     * What an app reaches.
     *
     * @param links apps that it may open connections to
     * @param linkedBy apps that may open connections to it
     * @param ownRanges what is set for it of private networks
     * @param ranges what it reaches of private networks
     */
    public record AppNetwork(
            List<AppName> links,
            List<AppName> linkedBy,
            Optional<PrivateRanges> ownRanges,
            PrivateRanges ranges) {}

    public AppNetwork of(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "network:report",
                () ->
                        new AppNetwork(
                                links.of(app),
                                links.to(app),
                                settings.privateRanges(Optional.of(app)),
                                settings.effective(app)));
    }

    /** What is set of private networks for all apps. */
    public Optional<PrivateRanges> globalRanges(Caller caller) {
        return guard.view(
                caller,
                Guard.PLATFORM,
                "network:report",
                () -> settings.privateRanges(Optional.empty()));
    }

    /**
     * Lets an app open connections to another.
     *
     * @return false when it may already
     */
    public boolean link(Caller caller, AppName app, AppName other) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "network:link",
                app + " " + other,
                () -> {
                    guard.check(
                            caller,
                            Optional.of(other),
                            Permission.DEPLOY,
                            "network:link",
                            app + " " + other);
                    boolean added = links.add(app, other);
                    hold(added, () -> links.remove(app, other));
                    return added;
                });
    }

    /**
     * Lets an app open no more connections to another, and cuts those it has.
     *
     * @return false when it might not before
     */
    public boolean unlink(Caller caller, AppName app, AppName other) {
        return guard.change(
                caller,
                app,
                Permission.DEPLOY,
                "network:unlink",
                app + " " + other,
                () -> {
                    boolean removed = links.remove(app, other);
                    hold(removed, () -> links.add(app, other));
                    return removed;
                });
    }

    /** Sets what an app, or every app that has nothing of its own, reaches of private networks; empty forgets it. */
    public void setRanges(Caller caller, Optional<AppName> app, Optional<PrivateRanges> ranges) {
        guard.change(
                caller,
                app,
                Permission.ADMINISTER,
                "network:set",
                app.map(AppName::value).orElse("--global"),
                () -> {
                    app.ifPresent(apps::require);
                    Optional<PrivateRanges> before = settings.privateRanges(app);
                    settings.setPrivateRanges(app, ranges);
                    hold(
                            !before.equals(ranges),
                            () -> {
                                settings.setPrivateRanges(app, before);
                                return app;
                            });
                    return app;
                });
    }

    /** What cannot hold is not kept either. */
    private void hold(boolean changed, Work<?, RuntimeException> undo) {
        if (!changed) {
            return;
        }
        boolean done = false;
        try {
            scheduler.refreshNetwork();
            done = true;
        } finally {
            if (!done) {
                Object undone = undo.run();
                log.warn(
                        "The network could not be changed; what was set before is set again undone={}",
                        undone);
            }
        }
    }
}
