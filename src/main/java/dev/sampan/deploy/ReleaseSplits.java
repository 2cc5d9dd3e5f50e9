package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.Releases;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.logs.LogFiles;
import dev.sampan.scheduler.Keeper;
import dev.sampan.scheduler.Scheduler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

import java.util.Optional;
import java.util.OptionalInt;

/** Lets several releases of an app serve at the same time, and ends that. */
@Service
public class ReleaseSplits {

    /** Under which the app's log says what became of its releases. */
    static final String LOG_NAME = "releases";

    private static final Logger log = LoggerFactory.getLogger(ReleaseSplits.class);

    private final Apps apps;
    private final Releases releases;
    private final Splits splits;
    private final ReleaseImages images;
    private final Scheduler scheduler;
    private final Keeper keeper;
    private final Fleet fleet;
    private final AppLock lock;
    private final LogFiles logs;

    ReleaseSplits(
            Apps apps,
            Releases releases,
            Splits splits,
            ReleaseImages images,
            Scheduler scheduler,
            Keeper keeper,
            Fleet fleet,
            AppLock lock,
            LogFiles logs) {
        this.apps = apps;
        this.releases = releases;
        this.splits = splits;
        this.images = images;
        this.scheduler = scheduler;
        this.keeper = keeper;
        this.fleet = fleet;
        this.lock = lock;
        this.logs = logs;
    }

    /**
     * Divides the requests of an app among releases. Those that do not run yet are started and checked as in a deploy before
     * any request goes to them.
     *
     * @throws DeployFailedException when one does not become healthy; what served serves on
     * @throws RefusedException when one cannot be run, the app is stopped, or another change is under way
     */
    public void split(AppName app, Split wanted, DeployLog log) throws InterruptedException {
        try (AppLock.Held _ = lock.acquireForDeploy(app)) {
            requireRunning(app);
            for (Split.Share share : wanted.shares()) {
                Release release = releases.require(app, share.release());
                if (!release.processTypes().containsKey(ProcessType.WEB.value())) {
                    throw RefusedException.conflict(
                            "Release %s of app '%s' has no web process that requests could go to"
                                    .formatted(release.version(), app));
                }
                images.require(release);
            }
            log.step("Dividing the requests of %s: %s".formatted(app, wanted.text()));
            // Their names may be gone by now, so that they would be swept.
            wanted.shares().forEach(share -> images.keep(releases.require(app, share.release())));
            reach(app, wanted.base(), Optional.of(wanted), log);
            say(app, "requests are divided: %s".formatted(wanted.text()));
        }
    }

    /**
     * Lets one release of a split serve alone. Its processes are started anew as those of an only release, and checked,
     * before they get all requests.
     *
     * @param release the number of one of the split; empty for its base
     * @throws RefusedException when the app has no split, or the release has no part in it
     */
    public Release end(AppName app, OptionalInt release, DeployLog log)
            throws InterruptedException {
        try (AppLock.Held _ = lock.acquireForDeploy(app)) {
            return endLocked(app, release, log);
        }
    }

    /** The same for an error that nobody waits for; a lock of deploys does not keep a bad canary in the traffic. */
    Release abort(AppName app, String reason, DeployLog log) throws InterruptedException {
        try (AppLock.Held _ = lock.acquire(app)) {
            say(app, reason);
            return endLocked(app, OptionalInt.empty(), log);
        }
    }

    private Release endLocked(AppName app, OptionalInt number, DeployLog log)
            throws InterruptedException {
        Split split = require(app);
        int left = number.orElse(split.base());
        if (split.find(left).isEmpty()) {
            throw RefusedException.conflict(
                    "Release v%d of app '%s' has no part in its requests (%s). `rollback` brings an earlier release back"
                            .formatted(left, app, split.text()));
        }
        Release release = releases.require(app, left);
        log.step("Release %s of %s serves alone from now on".formatted(release.version(), app));
        if (apps.require(app).isRunning()) {
            reach(app, left, Optional.empty(), log);
        } else {
            releases.activate(app, left);
        }
        images.prune(app);
        say(app, "release %s serves alone".formatted(release.version()));
        return release;
    }

    private void reach(AppName app, int base, Optional<Split> split, DeployLog log)
            throws InterruptedException {
        Releases.Serving before = releases.serving(app);
        boolean done = false;
        try {
            fleet.reach(
                    app,
                    scheduler.wanted(app, base, split),
                    () ->
                            split.ifPresentOrElse(
                                    several -> releases.split(app, several),
                                    () -> releases.activate(app, base)),
                    log);
            done = true;
            keeper.forgive(app);
        } finally {
            if (!done) {
                releases.restore(app, before);
            }
        }
    }

    /**
     * Changes above how many percent of errors a canary is left out, while several releases serve.
     *
     * @param percent empty for never
     */
    public void setAbortErrors(AppName app, Optional<Integer> percent) {
        try (AppLock.Held _ = lock.acquire(app)) {
            releases.split(app, require(app).withAbortErrors(percent));
        }
    }

    /**
     * Lets the next deploy of an app have a part of the requests only, beside the release that serves.
     *
     * @param next empty for all of them
     */
    public void setNext(AppName app, Optional<Splits.Next> next) {
        try (AppLock.Held _ = lock.acquire(app)) {
            splits.setNext(app, next);
        }
    }

    private Split require(AppName app) {
        return releases.serving(app)
                .split()
                .orElseThrow(
                        () ->
                                RefusedException.conflict(
                                        "Only one release of app '%s' serves. `releases:split %s vN=90 vM=10` lets another one in"
                                                .formatted(app, app)));
    }

    private void requireRunning(AppName app) {
        if (!apps.require(app).isDeployed()) {
            throw RefusedException.conflict("App %s has not been deployed".formatted(app));
        }
        if (!apps.require(app).isRunning()) {
            throw RefusedException.conflict(
                    "App '%s' is stopped, so that no release serves. Start it with `ps:start %s`"
                            .formatted(app, app));
        }
    }

    private void say(AppName app, String text) {
        logs.say(app, LOG_NAME, text);
        log.info("Releases: app={} {}", app, text);
    }
}
