package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.ProcessType;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.app.ReleaseDraft;
import dev.sampan.app.Releases;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.container.ContainerExit;
import dev.sampan.image.ImageConfig;
import dev.sampan.router.Latencies;
import dev.sampan.router.RouteTotals;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Keeper;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.Slot;
import dev.sampan.scheduler.UnhealthyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Brings a release to traffic: release phase, start beside the old one, check, switch, drain. */
@Component
final class Rollout {

    private static final Duration RELEASE_PHASE_LIMIT = Duration.ofMinutes(15);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 1000;

    private final Apps apps;
    private final Releases releases;
    private final Splits splits;
    private final ReleaseImages images;
    private final Scheduler scheduler;
    private final Keeper keeper;
    private final FailedDeploys failed;

    Rollout(
            Apps apps,
            Releases releases,
            Splits splits,
            ReleaseImages images,
            Scheduler scheduler,
            Keeper keeper,
            FailedDeploys failed) {
        this.apps = apps;
        this.releases = releases;
        this.splits = splits;
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
        return bring(app, draft, timings, log, release -> takeOver(release, timings, log));
    }

    /**
     * The same for a deploy, which gets a part of the requests only when somebody said so with `releases:split --next`: it
     * then serves beside the present release, with web processes and no others.
     */
    Release deploy(AppName app, ReleaseDraft draft, Timings timings, DeployLog log)
            throws InterruptedException {
        Optional<Splits.Next> next = splits.next(app).filter(_ -> apps.require(app).isRunning());
        Optional<Release> present = releases.current(app);
        if (next.isEmpty() || present.isEmpty()) {
            return run(app, draft, timings, log);
        }
        String web = ProcessType.WEB.value();
        if (!draft.processTypes().containsKey(web)
                || !present.get().processTypes().containsKey(web)) {
            log.warn("Without a web process there is nothing to divide: the release takes over");
            return run(app, draft, timings, log);
        }
        return bring(
                app,
                draft,
                timings,
                log,
                release -> standBeside(present.get(), release, next.get(), timings, log));
    }

    /** How a release gets to traffic; answers the instances that it replaced. */
    private interface Way {

        List<Instance> take(Release release) throws InterruptedException;
    }

    private Release bring(AppName app, ReleaseDraft draft, Timings timings, DeployLog log, Way way)
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
            List<Instance> old = way.take(release);
            RouteTotals during = scheduler.totals(app).since(before);
            Latencies times = during.latencies();
            String slowest =
                    times.count() == 0
                            ? ""
                            : ", 99 % within " + Latencies.text(times.quantile(0.99));
            log.line(
                    "Traffic moved: %d request(s) during the deploy, %d failed"
                                    .formatted(during.requests(), during.failed())
                            + slowest);
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

    private List<Instance> takeOver(Release release, Timings timings, DeployLog log)
            throws InterruptedException {
        List<Instance> fresh = startHealthy(release, timings, log);
        return timings.time("switch", () -> switchTo(release, fresh));
    }

    private List<Instance> standBeside(
            Release present, Release release, Splits.Next next, Timings timings, DeployLog log)
            throws InterruptedException {
        Split split =
                new Split(
                        List.of(
                                new Split.Share(present.number(), 100 - next.percent()),
                                new Split.Share(release.number(), next.percent())),
                        next.abortErrors());
        List<Slot> slots =
                scheduler
                        .wanted(release.app(), present.number(), Optional.of(split))
                        .keySet()
                        .stream()
                        .filter(slot -> slot.canary() == release.number())
                        .toList();
        List<Instance> fresh = startHealthy(release, slots, timings, log);
        log.step("Dividing the requests of %s: %s".formatted(release.app(), split.text()));
        return timings.time(
                "switch",
                () ->
                        change(
                                release,
                                () -> releases.split(release.app(), split),
                                () -> {
                                    scheduler.replace(List.of(), fresh);
                                    return List.of();
                                }));
    }

    /**
     * Makes sure that a release can be run again.
     *
     * @throws RefusedException when its image is gone
     */
    void requireImage(Release release) {
        images.require(release);
    }

    /**
     * Makes sure that one more release of an app is likely to fit on the disk.
     *
     * @throws dev.sampan.image.ImageSpaceException when it does not
     */
    void requireRoom(AppName app) {
        images.requireRoom(app);
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
        List<Instance> gone = makeWay(release.app(), slots, log);
        List<Instance> fresh = List.of();
        boolean healthy = false;
        try {
            fresh = timings.time("start", () -> scheduler.start(release, slots));
            String dynos = fresh.stream().map(Instance::dyno).collect(Collectors.joining(", "));
            if (!fresh.isEmpty()) {
                log.line("Attempting pre-flight checks (%s)".formatted(dynos));
            }
            List<Instance> started = fresh;
            timings.time(
                    "check",
                    () -> {
                        scheduler.awaitHealthy(release, started).forEach(log::warn);
                        return started;
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
                if (!gone.isEmpty()) {
                    keeper.startMissing(release.app());
                }
            }
        }
    }

    private List<Instance> makeWay(AppName app, List<Slot> slots, DeployLog log) {
        List<Instance> gone = scheduler.makeWay(app, slots, GRACE);
        if (!gone.isEmpty()) {
            log.line(
                    "Stopped first, as checks are disabled: %s"
                            .formatted(
                                    gone.stream()
                                            .map(Instance::dyno)
                                            .collect(Collectors.joining(", "))));
        }
        return gone;
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

    private List<Instance> switchTo(Release release, List<Instance> fresh) {
        return change(
                release,
                () -> {
                    releases.activate(release.app(), release.number());
                    apps.start(release.app());
                },
                () -> scheduler.switchTo(release.app(), fresh));
    }

    /** The database first: whichever of the two a crash leaves behind, the next start of the control plane agrees. */
    private List<Instance> change(Release release, Runnable decide, Supplier<List<Instance>> move) {
        Releases.Serving before = releases.serving(release.app());
        decide.run();
        try {
            return move.get();
        } catch (RuntimeException e) {
            releases.restore(release.app(), before);
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
