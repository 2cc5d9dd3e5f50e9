package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.EnvVars;
import dev.sampan.app.Environments;
import dev.sampan.app.Formation;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.Limits;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.ReleaseDraft;
import dev.sampan.app.Releases;
import dev.sampan.build.AppJson;
import dev.sampan.build.BuildRequest;
import dev.sampan.build.BuildResult;
import dev.sampan.build.Builds;
import dev.sampan.image.Image;
import dev.sampan.unit.DataSize;

import org.springframework.stereotype.Service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Makes releases: of a commit, of changed config, of an earlier release. */
@Service
public class Deployer {

    private final Apps apps;
    private final Builds builds;
    private final BuildSettings buildSettings;
    private final Releases releases;
    private final Environments environments;
    private final Limits limits;
    private final Rollout rollout;
    private final AppLock lock;
    private final Addresses addresses;
    private final AppJsonTasks tasks;

    Deployer(
            Apps apps,
            Builds builds,
            BuildSettings buildSettings,
            Releases releases,
            Environments environments,
            Limits limits,
            Rollout rollout,
            AppLock lock,
            Addresses addresses,
            AppJsonTasks tasks) {
        this.apps = apps;
        this.builds = builds;
        this.buildSettings = buildSettings;
        this.releases = releases;
        this.environments = environments;
        this.limits = limits;
        this.rollout = rollout;
        this.lock = lock;
        this.addresses = addresses;
        this.tasks = tasks;
    }

    /**
     * Builds a commit and brings it to traffic.
     *
     * @param by who deploys
     * @throws dev.sampan.build.BuildFailedException when there is no image
     * @throws DeployFailedException when the image does not come to traffic
     * @throws RefusedException when another change of the app is under way
     * @throws InterruptedException when the calling thread is interrupted; everything is undone
     */
    public Release deploy(AppName app, String commit, String by, DeployLog log)
            throws InterruptedException {
        try (AppLock.Held _ = lock.acquireForDeploy(app)) {
            Timings timings = new Timings();
            Map<String, String> env = environments.merged(app).values();
            DataSize disk = limits.effective(app).storageSize();
            BuildResult built =
                    builds.build(
                            new BuildRequest(
                                    app, commit, env, disk, buildSettings.options(app), by),
                            log);
            timings.addAll(built.timings());
            log.step("Releasing %s...".formatted(app));
            AppJson json = built.appJson().orElse(AppJson.EMPTY);
            tasks.completeEnv(app, json, log);
            ReleaseDraft draft =
                    new ReleaseDraft(
                            built.image().value(),
                            Optional.of(commit),
                            built.processTypes(),
                            environments.merged(app).values(),
                            limits.settings(app),
                            checks(json, built),
                            "Deploy " + commit.substring(0, Math.min(7, commit.length())),
                            by);
            Release release = rollOut(app, draft, json, timings, log);
            if (json.scripts().postdeploy().isPresent()) {
                tasks.postdeploy(release, json.scripts().postdeploy().get(), log);
            }
            return finish(release, timings, log);
        }
    }

    /** A deploy that fails changes nothing, the number of processes neither. */
    private Release rollOut(
            AppName app, ReleaseDraft draft, AppJson json, Timings timings, DeployLog log)
            throws InterruptedException {
        Formation before = tasks.scale(app, json, log);
        boolean done = false;
        try {
            Release release = rollout.deploy(app, draft, timings, log);
            done = true;
            return release;
        } finally {
            if (!done) {
                tasks.scaleBack(app, json, before);
            }
        }
    }

    /**
     * Brings an image that was made elsewhere to traffic, under the same lock as any deploy.
     *
     * @param description what makes it, for people
     * @param source gives the image; called when the app is locked
     */
    Release deployImage(
            AppName app, String description, Timings.Phase<Image> source, String by, DeployLog log)
            throws InterruptedException {
        try (AppLock.Held _ = lock.acquireForDeploy(app)) {
            Timings timings = new Timings();
            Image image = timings.time("image", source);
            log.line("Image %s".formatted(image.digest()));
            log.step("Releasing %s...".formatted(app));
            ReleaseDraft draft =
                    new ReleaseDraft(
                            image.digest().value(),
                            Optional.empty(),
                            ImageProcesses.of(image.config()),
                            environments.merged(app).values(),
                            limits.settings(app),
                            ImageProcesses.checks(image.config()),
                            description,
                            by);
            return finish(rollout.deploy(app, draft, timings, log), timings, log);
        }
    }

    /**
     * Gives a deployed app the config vars and limits that are wanted now, as a new release of the same image.
     *
     * @return the new release; empty when the app has not been deployed
     */
    public Optional<Release> reconfigure(AppName app, String description, String by, DeployLog log)
            throws InterruptedException {
        try (AppLock.Held _ = lock.acquire(app)) {
            Optional<Release> current = releases.current(app);
            if (current.isEmpty()) {
                return Optional.empty();
            }
            Timings timings = new Timings();
            ReleaseDraft draft =
                    ReleaseDraft.from(
                            current.get(),
                            environments.merged(app).values(),
                            limits.settings(app),
                            description,
                            by);
            return Optional.of(
                    apps.require(app).isRunning()
                            ? rollout.run(app, draft, timings, log)
                            : rollout.prepare(app, draft));
        }
    }

    /**
     * Brings the image and the config vars of an earlier release back, as a new release.
     *
     * @param number which; empty for the one before the current one
     */
    public Release rollback(AppName app, OptionalInt number, String by, DeployLog log)
            throws InterruptedException {
        try (AppLock.Held _ = lock.acquireForDeploy(app)) {
            Release target =
                    number.isPresent()
                            ? releases.require(app, number.getAsInt())
                            : releases.previous(app)
                                    .orElseThrow(
                                            () ->
                                                    RefusedException.conflict(
                                                            "App '%s' has no earlier release to go back to"
                                                                    .formatted(app)));
            rollout.requireImage(target);
            log.step(
                    "Rolling %s back to %s (%s)"
                            .formatted(app, target.version(), target.description()));
            Timings timings = new Timings();
            ReleaseDraft draft =
                    ReleaseDraft.from(
                            target,
                            target.env(),
                            limits.settings(app),
                            "Rollback to " + target.version(),
                            by);
            Release release = rollout.run(app, draft, timings, log);
            environments.replace(Optional.of(app), ownVars(target.env()));
            return finish(release, timings, log);
        }
    }

    /** The checks of `app.json`, or else those that the image brings. */
    private Map<String, List<HealthCheck>> checks(AppJson json, BuildResult built) {
        Map<String, List<HealthCheck>> checks = json.healthchecks();
        return checks.isEmpty()
                ? ImageProcesses.checks(rollout.imageConfig(built.image().value()))
                : checks;
    }

    /** The vars that are the app's own: those that only repeat what is set for all apps are left to that setting. */
    private Map<String, String> ownVars(Map<String, String> env) {
        EnvVars global = environments.of(Optional.empty());
        Map<String, String> own = new TreeMap<>(env);
        own.entrySet().removeAll(global.values().entrySet());
        return own;
    }

    private Release finish(Release release, Timings timings, DeployLog log) {
        log.step("Release %s is live".formatted(release.version()));
        timings.table().forEach(log::line);
        log.header("Application deployed:");
        addresses.of(release.app()).forEach(log::line);
        return release;
    }
}
