package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.ReleaseDraft;
import dev.sampan.app.Releases;
import dev.sampan.container.ContainerExit;
import dev.sampan.image.ImageConfig;
import dev.sampan.router.RouteTotals;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Keeper;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.Slot;
import dev.sampan.scheduler.UnhealthyException;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Brings a release to traffic: release phase, start beside the old one, check, switch, drain. */
@Component
final class Rollout {

    private static final Duration RELEASE_PHASE_LIMIT = Duration.ofMinutes(15);
    private static final int MOST_REMEMBERED = 1000;

    private final Apps apps;
    private final Releases releases;
    private final ReleaseImages images;
    private final Scheduler scheduler;
    private final Keeper keeper;
    private final FailedDeploys failed;

    Rollout(
            Apps apps,
            Releases releases,
            ReleaseImages images,
            Scheduler scheduler,
            Keeper keeper,
            FailedDeploys failed) {
        this.apps = apps;
        this.releases = releases;
        this.images = images;
        this.scheduler = scheduler;
        this.keeper = keeper;
        this.failed = failed;
    }

    /**
     * Makes a release of the draft and moves the traffic to it. When a step fails, all that was done is undone, and what
     * served before serves on.
     *
     * @throws DeployFailedException when the release phase or a check fails
     */
    Release run(AppName app, ReleaseDraft draft, Timings timings, DeployLog log)
            throws InterruptedException {
        Release release = releases.add(app, draft);
        images.keep(release);
        RouteTotals before = scheduler.totals(app);
        boolean serves = false;
        try {
            timings.time(
                    "release",
                    () -> {
                        runReleasePhase(release, log);
                        return release;
                    });
            List<Instance> fresh = startHealthy(release, timings, log);
            List<Instance> old = timings.time("switch", () -> switchTo(release, fresh));
            RouteTotals during = scheduler.totals(app).since(before);
            log.line(
                    "Traffic moved: %d request(s) during the deploy, %d failed"
                            .formatted(during.requests(), during.failed()));
            serves = true;
            keeper.forgive(app);
            if (!old.isEmpty()) {
                log.step("Draining and stopping %d old instance(s)".formatted(old.size()));
                scheduler.retire(old);
            }
            images.prune(app);
            return release;
        } finally {
            if (!serves) {
                releases.discard(app, release.number());
                images.forget(app, release.number());
            }
        }
    }

    /**
     * Makes sure that a release can be run again.
     *
     * @throws RefusedException when its image is gone
     */
    void requireImage(Release release) {
        images.require(release);
    }

    /** How processes of an image are started. */
    ImageConfig imageConfig(String image) {
        return images.config(image);
    }

    /** Makes a release of the draft the one that serves as soon as the app, which is stopped, is started. */
    Release prepare(AppName app, ReleaseDraft draft) {
        Release release = releases.add(app, draft);
        images.keep(release);
        releases.activate(app, release.number());
        return release;
    }

    /** Starts instances and returns when they are healthy; when one is not, none of them stays. */
    List<Instance> startHealthy(Release release, List<Slot> slots, Timings timings, DeployLog log)
            throws InterruptedException {
        List<Instance> fresh = timings.time("start", () -> scheduler.start(release, slots));
        boolean healthy = false;
        try {
            String dynos = fresh.stream().map(Instance::dyno).collect(Collectors.joining(", "));
            if (!fresh.isEmpty()) {
                log.line("Attempting pre-flight checks (%s)".formatted(dynos));
            }
            timings.time(
                    "check",
                    () -> {
                        scheduler.awaitHealthy(release, fresh).forEach(log::warn);
                        return fresh;
                    });
            if (!fresh.isEmpty()) {
                log.line("All checks successful (%s)".formatted(dynos));
            }
            healthy = true;
            return fresh;
        } catch (UnhealthyException e) {
            explain(release.app(), e, log);
            throw new DeployFailedException(
                    "Could not start due to %d failed checks (%s)"
                            .formatted(e.failures().size(), e.getMessage()),
                    e);
        } finally {
            if (!healthy) {
                scheduler.stop(fresh, Duration.ZERO);
            }
        }
    }

    private List<Instance> startHealthy(Release release, Timings timings, DeployLog log)
            throws InterruptedException {
        List<Slot> slots = scheduler.slots(release);
        slots.stream()
                .collect(Collectors.groupingBy(Slot::process, Collectors.counting()))
                .forEach(
                        (process, count) ->
                                log.step("Deploying %s (count=%d)".formatted(process, count)));
        return startHealthy(release, slots, timings, log);
    }

    private void runReleasePhase(Release release, DeployLog log) throws InterruptedException {
        String command = release.processTypes().get(ProcessType.RELEASE.value());
        if (command == null) {
            return;
        }
        log.step("Executing release task from Procfile: " + command);
        List<String> said = new ArrayList<>();
        LineOutput output =
                new LineOutput(
                        line -> {
                            log.line(line);
                            remember(said, "release.1: " + line);
                        });
        ContainerExit exit =
                scheduler.runOnce(release, "release", command, RELEASE_PHASE_LIMIT, output);
        output.close();
        if (!exit.succeeded()) {
            failed.keep(release.app(), said);
            throw new DeployFailedException(
                    "The release task '%s' %s"
                            .formatted(
                                    command,
                                    exit.outOfMemory()
                                            ? "was killed for using more memory than its limit"
                                            : "failed with " + exit.text()),
                    null);
        }
    }

    private static void remember(List<String> said, String line) {
        if (said.size() == MOST_REMEMBERED) {
            said.removeFirst();
        }
        said.add(line);
    }

    /** The database first: whichever of the two a crash leaves behind, the next start of the control plane agrees. */
    private List<Instance> switchTo(Release release, List<Instance> fresh) {
        OptionalInt before = apps.require(release.app()).currentRelease();
        releases.activate(release.app(), release.number());
        apps.start(release.app());
        try {
            return scheduler.switchTo(release.app(), fresh);
        } catch (RuntimeException e) {
            before.ifPresent(number -> releases.activate(release.app(), number));
            throw e;
        }
    }

    private void explain(AppName app, UnhealthyException unhealthy, DeployLog log) {
        List<String> kept = new ArrayList<>();
        for (UnhealthyException.Failure failure : unhealthy.failures()) {
            String dyno = failure.instance().dyno();
            log.header("Start of %s container output (%s)".formatted(app, dyno));
            failure.lastLines().forEach(log::line);
            log.header("End of %s container output (%s)".formatted(app, dyno));
            log.warn("%s %s".formatted(dyno, failure.reason()));
            failure.lastLines().forEach(line -> kept.add("%s: %s".formatted(dyno, line)));
            kept.add("%s: %s".formatted(dyno, failure.reason()));
        }
        failed.keep(app, kept);
    }
}
