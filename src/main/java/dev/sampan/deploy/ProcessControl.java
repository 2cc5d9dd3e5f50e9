package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Formations;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ProxySettings;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.container.Containers;
import dev.sampan.git.SourceRepositories;
import dev.sampan.host.FolderTrees;
import dev.sampan.scheduler.Keeper;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.StopTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/** Starts, stops, restarts and scales the processes of an app, without making a release. */
@Service
public class ProcessControl {

    private final Apps apps;
    private final Releases releases;
    private final ReleaseImages images;
    private final Formations formations;
    private final Scheduler scheduler;
    private final Keeper keeper;
    private final Fleet fleet;
    private final AppLock lock;
    private final Containers containers;
    private final SourceRepositories repositories;
    private final ProxySettings proxy;
    private final StopTimeouts timeouts;

    ProcessControl(
            Apps apps,
            Releases releases,
            ReleaseImages images,
            Formations formations,
            Scheduler scheduler,
            Keeper keeper,
            Fleet fleet,
            AppLock lock,
            Containers containers,
            SourceRepositories repositories,
            ProxySettings proxy,
            StopTimeouts timeouts) {
        this.apps = apps;
        this.releases = releases;
        this.images = images;
        this.formations = formations;
        this.scheduler = scheduler;
        this.keeper = keeper;
        this.fleet = fleet;
        this.lock = lock;
        this.containers = containers;
        this.repositories = repositories;
        this.proxy = proxy;
        this.timeouts = timeouts;
    }

    /**
     * Sets how many processes of some types are wanted, starts those that are missing and retires those too many.
     *
     * @throws DeployFailedException when a new process does not become healthy; the old numbers are wanted again
     */
    public void scale(AppName app, Map<ProcessType, Integer> quantities, DeployLog log)
            throws InterruptedException {
        try (AppLock.Held _ = lock.acquire(app)) {
            Map<ProcessType, Integer> before = formations.of(app).quantities();
            Optional<Release> release = releases.current(app);
            release.ifPresent(current -> requireKnown(current, quantities));
            formations.scale(app, quantities);
            if (release.isEmpty() || !apps.require(app).isRunning()) {
                return;
            }
            boolean done = false;
            try {
                reach(app, log);
                done = true;
            } finally {
                if (!done) {
                    formations.scale(app, before);
                }
            }
        }
    }

    /**
     * Replaces running processes by new ones of the same release, without losing a request.
     *
     * @param process which type; empty for all
     */
    public void restart(AppName app, Optional<ProcessType> process, DeployLog log)
            throws InterruptedException {
        try (AppLock.Held _ = lock.acquire(app)) {
            requireDeployed(app);
            apps.start(app);
            keeper.forgive(app);
            fleet.restart(
                    app, slot -> process.isEmpty() || slot.process().equals(process.get()), log);
        }
    }

    /** Starts the processes of an app that was stopped; does nothing when it runs. */
    public void start(AppName app, DeployLog log) throws InterruptedException {
        try (AppLock.Held _ = lock.acquire(app)) {
            requireDeployed(app);
            apps.start(app);
            keeper.forgive(app);
            reach(app, log);
        }
    }

    /** Stops all processes of an app; its host names are answered with 503. */
    public void stop(AppName app) {
        try (AppLock.Held _ = lock.acquire(app)) {
            apps.stop(app);
            keeper.forgive(app);
            scheduler.stopAll(app, timeouts.of(app));
        }
    }

    /** Stops all containers, for the end of the control plane; what is wanted stays, and its next start starts it. */
    public void suspendAll() {
        keeper.suspend(timeouts.ofAll());
        containers.leaveNothing();
    }

    /** Removes an app and everything of it: processes, routes, storage, source, releases and settings. */
    public void destroy(AppName app) {
        try (AppLock.Held _ = lock.acquire(app)) {
            apps.stop(app);
            keeper.forgive(app);
            scheduler.stopAll(app, timeouts.of(app));
            containers.destroyStorage(app.value());
            repositories.delete(app);
            images.forgetAll(app);
            proxy.forgetPathsTo(app);
            apps.destroy(app);
        }
        scheduler.refreshNetwork();
        scheduler.refreshRoutes();
    }

    /** Removes what builds of an app left for the next one, which takes longer. */
    public void purgeCache(AppName app) {
        try (AppLock.Held _ = lock.acquire(app);
                Stream<Path> caches = Files.list(scheduler.prepareStorage(app).cache())) {
            for (Path cache : caches.toList()) {
                FolderTrees.delete(cache);
            }
        } catch (NoSuchFileException e) {
            // nothing was built yet
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The build cache of app '%s' cannot be removed".formatted(app), e);
        }
    }

    private void reach(AppName app, DeployLog log) throws InterruptedException {
        fleet.reach(app, scheduler.wanted(app), () -> {}, log);
    }

    private void requireDeployed(AppName app) {
        if (releases.current(app).isEmpty()) {
            throw RefusedException.conflict("App %s has not been deployed".formatted(app));
        }
    }

    private static void requireKnown(Release release, Map<ProcessType, Integer> quantities) {
        for (ProcessType process : quantities.keySet()) {
            if (!release.processTypes().containsKey(process.value())) {
                throw RefusedException.invalid(
                        "App '%s' has no process type '%s'; it has: %s"
                                .formatted(
                                        release.app(),
                                        process,
                                        String.join(", ", release.processTypes().keySet())));
            }
        }
    }
}
