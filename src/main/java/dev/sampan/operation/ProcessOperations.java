package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Formation;
import dev.sampan.app.Formations;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Releases;
import dev.sampan.app.Splits;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.container.StorageUsage;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.ProcessControl;
import dev.sampan.metrics.LimitEvent;
import dev.sampan.metrics.LimitEvents;
import dev.sampan.scheduler.Crash;
import dev.sampan.scheduler.Instance;
import dev.sampan.scheduler.Keeper;
import dev.sampan.scheduler.Scheduler;
import dev.sampan.scheduler.StopTimeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** The processes of apps: looked at, scaled, started, stopped, restarted. */
@Service
public final class ProcessOperations {

    /** How long a limit that was hit is worth a note. */
    private static final Duration NOTE_LASTS = Duration.ofMinutes(10);

    private static final int EVENTS_LOOKED_AT = 50;

    private final Guard guard;
    private final Apps apps;
    private final Formations formations;
    private final Releases releases;
    private final Splits splits;
    private final ProcessControl control;
    private final Scheduler scheduler;
    private final Keeper keeper;
    private final Containers containers;
    private final StopTimeouts timeouts;
    private final LimitEvents events;

    ProcessOperations(
            Guard guard,
            Apps apps,
            Formations formations,
            Releases releases,
            Splits splits,
            ProcessControl control,
            Scheduler scheduler,
            Keeper keeper,
            Containers containers,
            StopTimeouts timeouts,
            LimitEvents events) {
        this.timeouts = timeouts;
        this.guard = guard;
        this.apps = apps;
        this.formations = formations;
        this.releases = releases;
        this.splits = splits;
        this.control = control;
        this.scheduler = scheduler;
        this.keeper = keeper;
        this.containers = containers;
        this.events = events;
    }

    /** The processes of an app, without what they use. */
    public AppProcesses of(Caller caller, AppName app) {
        return guard.view(caller, app, "ps:report", () -> processes(app, false));
    }

    /** How long the processes of an app may take to end. */
    public Duration stopTimeout(Caller caller, AppName app) {
        return guard.view(caller, app, "ps:report", () -> timeouts.of(app));
    }

    /** The same of apps that have no setting of their own. */
    public Duration stopTimeout(Caller caller) {
        return guard.view(caller, Guard.PLATFORM, "ps:report", timeouts::ofAll);
    }

    /** The processes of an app, and what each uses now. */
    public AppProcesses withUsage(Caller caller, AppName app) {
        return guard.view(caller, app, "ps:report", () -> processes(app, true));
    }

    /** How much of its disk an app uses; empty before its first deploy. */
    public Optional<StorageUsage> disk(Caller caller, AppName app) {
        return guard.view(
                caller,
                app,
                "ps:report",
                () ->
                        apps.require(app).isDeployed()
                                ? Optional.of(containers.storageUsage(app.value()))
                                : Optional.empty());
    }

    /**
     * Sets how many processes of some types are wanted.
     *
     * @param deploy whether running processes follow at once
     */
    public void scale(
            Caller caller,
            AppName app,
            Map<ProcessType, Integer> quantities,
            boolean deploy,
            DeployLog log)
            throws InterruptedException {
        change(
                caller,
                "ps:scale",
                app,
                () -> {
                    apps.require(app);
                    log.step("Scaling %s processes: %s".formatted(app, text(quantities)));
                    if (deploy) {
                        control.scale(app, quantities, log);
                    } else {
                        formations.scale(app, quantities);
                    }
                    return app;
                });
    }

    private static String text(Map<ProcessType, Integer> quantities) {
        return quantities.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    public void start(Caller caller, AppName app, DeployLog log) throws InterruptedException {
        change(
                caller,
                "ps:start",
                app,
                () -> {
                    apps.require(app);
                    control.start(app, log);
                    return app;
                });
    }

    public void stop(Caller caller, AppName app) throws InterruptedException {
        change(
                caller,
                "ps:stop",
                app,
                () -> {
                    apps.require(app);
                    control.stop(app);
                    return app;
                });
    }

    /** Stops all containers of all apps until the control plane starts again, which starts what is wanted. */
    public void suspend(Caller caller) throws InterruptedException {
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "ps:suspend",
                "all apps",
                () -> {
                    control.suspendAll();
                    return caller;
                });
    }

    /** Replaces the processes of an app, or of one type, by new ones without losing a request. */
    public void restart(Caller caller, AppName app, Optional<ProcessType> type, DeployLog log)
            throws InterruptedException {
        change(
                caller,
                "ps:restart",
                app,
                () -> {
                    apps.require(app);
                    control.restart(app, type, log);
                    return app;
                });
    }

    private void change(
            Caller caller, String action, AppName app, Work<AppName, InterruptedException> work)
            throws InterruptedException {
        guard.change(caller, app, Permission.DEPLOY, action, app, work);
    }

    private AppProcesses processes(AppName name, boolean withUsage) {
        App app = apps.require(name);
        List<ProcessStatus> all = new ArrayList<>();
        List<LimitEvent> hits = hits(name);
        Map<String, String> notes = notes(hits);
        Map<String, Crash> crashes = keeper.crashes(name);
        Map<ContainerId, String> out = scheduler.outOfTraffic(name);
        for (Instance instance : scheduler.instances(name)) {
            if (!crashes.containsKey(instance.dyno())
                    || instance.state() != Instance.State.EXITED) {
                String reason = out.get(instance.container().id());
                all.add(
                        status(
                                instance,
                                reason == null
                                        ? notes.getOrDefault(instance.dyno(), "")
                                        : "Gets no requests, its health check fails: " + reason,
                                withUsage));
            }
        }
        crashes.forEach((dyno, crash) -> all.add(status(dyno, crash, notes)));
        all.sort(
                Comparator.comparing(ProcessStatus::dyno).thenComparingInt(ProcessStatus::release));
        return new AppProcesses(
                app.isDeployed(), app.isRunning(), formation(name), canaries(name), all, hits);
    }

    /** The types of the release that serves and those that somebody scaled. */
    private SortedMap<ProcessType, Integer> formation(AppName app) {
        Formation formation = formations.of(app);
        SortedMap<ProcessType, Integer> quantities = new TreeMap<>(formation.quantities());
        releases.current(app)
                .ifPresentOrElse(
                        release ->
                                release.processTypes()
                                        .keySet()
                                        .forEach(
                                                name -> {
                                                    ProcessType type = new ProcessType(name);
                                                    quantities.put(type, formation.quantity(type));
                                                }),
                        () -> quantities.put(ProcessType.WEB, formation.quantity(ProcessType.WEB)));
        quantities.remove(ProcessType.RELEASE);
        return quantities;
    }

    /** How many processes are wanted of releases beside the one that serves. */
    private int canaries(AppName app) {
        int web = formations.of(app).quantity(ProcessType.WEB);
        return splits.of(app).stream()
                .flatMap(split -> split.canaries().stream())
                .mapToInt(share -> share.quantity(web))
                .sum();
    }

    /** The last thing that each limit did to each process, unless it is long ago. */
    private List<LimitEvent> hits(AppName app) {
        Instant since = Instant.now().minus(NOTE_LASTS);
        Map<String, LimitEvent> newest = new LinkedHashMap<>();
        for (LimitEvent event : events.last(app, EVENTS_LOOKED_AT)) {
            if (event.at().isAfter(since)) {
                newest.putIfAbsent(event.dyno() + " " + event.kind(), event);
            }
        }
        return List.copyOf(newest.values());
    }

    /** The last of them of each process, by dyno. */
    private static Map<String, String> notes(List<LimitEvent> hits) {
        Map<String, String> notes = new HashMap<>();
        hits.forEach(hit -> notes.putIfAbsent(hit.dyno(), hit.text()));
        return notes;
    }

    private ProcessStatus status(Instance instance, String note, boolean withUsage) {
        String state =
                switch (instance.state()) {
                    case STARTING -> "starting";
                    case UP -> "running";
                    case DRAINING -> "draining";
                    case EXITED -> "exited";
                };
        return new ProcessStatus(
                instance.dyno(),
                instance.slot().process(),
                state,
                Optional.of(instance.container().id().value()),
                instance.release(),
                instance.startedAt(),
                "",
                note,
                withUsage ? containers.usage(instance.container().id()) : Optional.empty());
    }

    private static ProcessStatus status(String dyno, Crash crash, Map<String, String> notes) {
        return new ProcessStatus(
                dyno,
                new ProcessType(dyno.substring(0, dyno.indexOf('.'))),
                "crashed",
                Optional.empty(),
                0,
                crash.nextStart(),
                crash.reason(),
                notes.getOrDefault(dyno, ""),
                Optional.empty());
    }
}
