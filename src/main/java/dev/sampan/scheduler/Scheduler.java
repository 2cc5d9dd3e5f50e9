package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.CheckSettings;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Release;
import dev.sampan.app.Split;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.container.Storage;
import dev.sampan.router.RouteTotals;
import dev.sampan.router.RouterStats;
import dev.sampan.router.ShareTotals;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Starts the instances of a release beside those of another, moves the traffic, and retires what is replaced. */
@Service
public class Scheduler {

    private final Containers containers;
    private final Instances instances;
    private final InstanceStarter starter;
    private final InstanceLimits limits;
    private final OneOffs oneOffs;
    private final ReadinessGate readiness;
    private final Routes routes;
    private final Neighbourhood neighbourhood;
    private final Retirement retirement;
    private final Places places;
    private final Domains domains;
    private final CheckSettings checkSettings;

    Scheduler(
            Containers containers,
            Instances instances,
            InstanceStarter starter,
            InstanceLimits limits,
            OneOffs oneOffs,
            ReadinessGate readiness,
            Routes routes,
            Neighbourhood neighbourhood,
            Retirement retirement,
            Places places,
            Domains domains,
            CheckSettings checkSettings) {
        this.containers = containers;
        this.instances = instances;
        this.starter = starter;
        this.limits = limits;
        this.oneOffs = oneOffs;
        this.readiness = readiness;
        this.routes = routes;
        this.neighbourhood = neighbourhood;
        this.retirement = retirement;
        this.places = places;
        this.domains = domains;
        this.checkSettings = checkSettings;
    }

    /** The instances of an app that are known, replaced and ended ones included, by process and number. */
    public List<Instance> instances(AppName app) {
        return instances.of(app);
    }

    /** The instances of all apps, as they are known now. */
    public List<Instance> instances() {
        return instances.all();
    }

    /** The instance that runs, or ran, in a container; empty when it is something else. */
    public static Optional<Instance> instanceOf(Container container) {
        return Instance.adopt(container);
    }

    /** The places that a release fills with the app's formation: none of the `release` process. */
    public List<Slot> slots(Release release) {
        return List.copyOf(places.ofBase(release).keySet());
    }

    /** The places that are to be filled of an app now, and the release of each. */
    public Map<Slot, Release> wanted(AppName app) {
        return places.of(app);
    }

    /**
     * The places that would be filled, and the release of each.
     *
     * @param base the number of the release that serves, of several the base
     */
    public Map<Slot, Release> wanted(AppName app, int base, Optional<Split> split) {
        return places.of(app, base, split);
    }

    /**
     * Starts instances of a release, all at once, with what they may use while they start; they get no traffic yet.
     *
     * @throws RuntimeException of the first that could not be started, after the others have been stopped
     */
    public List<Instance> start(Release release, List<Slot> slots) throws InterruptedException {
        return start(release, slots, true);
    }

    /** The same, with or without more of the processors than what their limit is. */
    List<Instance> start(Release release, List<Slot> slots, boolean boosted)
            throws InterruptedException {
        List<Instance> started = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Instance>> starting =
                    slots.stream()
                            .map(slot -> threads.submit(() -> startOne(slot, release, boosted)))
                            .toList();
            RuntimeException failure = null;
            for (Future<Instance> future : starting) {
                try {
                    started.add(future.get());
                } catch (ExecutionException e) {
                    failure = collect(failure, e);
                }
            }
            if (failure != null) {
                stop(started, Duration.ZERO);
                throw failure;
            }
        }
        return started;
    }

    private Instance startOne(Slot slot, Release release, boolean boosted) {
        Instance instance = starter.start(slot, release, boosted);
        instances.put(instance);
        return instance;
    }

    /**
     * Waits until started instances pass their checks. Each is held to its limits from then on.
     *
     * @return what did not hold of the checks that only warn
     * @throws UnhealthyException when one of them does not
     */
    public List<String> awaitHealthy(Release release, List<Instance> started)
            throws InterruptedException {
        return readiness.await(release, started, hostOf(release.app()), limits::settle);
    }

    /** Takes an instance out of the traffic; false when it was not up any more. */
    boolean takeOut(Instance instance) {
        AtomicBoolean taken = new AtomicBoolean();
        var _ =
                instances.update(
                        instance.container().id(),
                        known -> {
                            taken.set(known.state() == Instance.State.UP);
                            return taken.get() ? known.in(Instance.State.DRAINING) : known;
                        });
        if (taken.get()) {
            neighbourhood.publish();
            routes.publish();
        }
        return taken.get();
    }

    /** The instances of an app that serve now. */
    public List<Instance> current(AppName app) {
        return instances.current(app);
    }

    /**
     * Moves the traffic of an app to these instances, in one step, and returns when the router has done so.
     *
     * @return the instances that are replaced by them, for {@link #retire}
     */
    public List<Instance> switchTo(AppName app, List<Instance> fresh) {
        List<Instance> old = instances.current(app);
        move(old, fresh);
        return old;
    }

    /** Moves the traffic from some instances to others, in one step, and retires the former. */
    public void replace(List<Instance> old, List<Instance> fresh) {
        move(old, fresh);
        retirement.retire(old);
    }

    /** In the background, stops each of these as soon as its requests are finished. */
    public void retire(List<Instance> old) {
        retirement.retire(old);
    }

    private void move(List<Instance> old, List<Instance> fresh) {
        fresh.forEach(instance -> mark(instance, Instance.State.UP));
        takeOut(old);
    }

    private void takeOut(List<Instance> some) {
        some.forEach(instance -> mark(instance, Instance.State.DRAINING));
        neighbourhood.publish();
        routes.publish();
    }

    /**
     * Stops those that stand in the way of new ones: in the same places, of process types whose checks are disabled.
     *
     * @return what was stopped
     */
    public List<Instance> makeWay(AppName app, List<Slot> slots, Duration grace) {
        List<Instance> old =
                instances.current(app).stream()
                        .filter(instance -> slots.contains(instance.slot()))
                        .filter(
                                instance ->
                                        checkSettings.stopsFirst(app, instance.slot().process()))
                        .toList();
        if (!old.isEmpty()) {
            takeOut(old);
            stop(old, grace);
        }
        return old;
    }

    /** Stops instances without waiting for their requests. */
    public void stop(List<Instance> some, Duration grace) {
        some.forEach(instance -> mark(instance, Instance.State.DRAINING));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            some.forEach(
                    instance ->
                            threads.execute(
                                    () -> {
                                        containers.stop(instance.container().id(), grace);
                                        instances.remove(instance.container().id());
                                    }));
        }
    }

    /** Stops all instances of an app at once, and what runs in the background for it, and leaves its host names answered by the router itself. */
    public void stopAll(AppName app, Duration grace) {
        List<Instance> all = instances.of(app);
        takeOut(all);
        stop(all, grace);
        oneOffs.stopAll(app, grace);
    }

    /** Ends what runs in the background beside the instances, of all apps, and starts none of it again. */
    void closeOneOffs(Duration grace) {
        oneOffs.close(grace);
    }

    /** Runs one command of a release to its end, its output as it comes. */
    public ContainerExit runOnce(
            Release release, String name, String command, Duration limit, OutputStream output)
            throws InterruptedException {
        starter.storage(release.app());
        return containers.run(starter.oneOff(release, name, command), limit, output);
    }

    /** Gives the disk of an app the limit that is wanted now. */
    public void applyDiskLimit(AppName app) {
        starter.resizeStorage(app);
    }

    /** Makes the storage of an app, with the disk limit that is wanted, when there is none. */
    public Storage prepareStorage(AppName app) {
        return starter.storage(app);
    }

    /** Gives the running instances of an app the limits that are wanted now, without restarting them. */
    public void applyLimits(AppName app) {
        instances.of(app).stream()
                .filter(
                        instance ->
                                instance.state() == Instance.State.UP
                                        || instance.state() == Instance.State.STARTING)
                .forEach(limits::apply);
    }

    /** Publishes the routes again, after domains or apps have changed. */
    public void refreshRoutes() {
        routes.refresh();
    }

    /** Lets links between apps, and what they reach of private networks, hold as they are wanted now. */
    public void refreshNetwork() {
        neighbourhood.refresh();
    }

    /** What the router has counted for an app since it started. */
    public RouteTotals totals(AppName app) {
        return routes.totals(app);
    }

    /** What the router has counted for each release, by its number, since several of an app serve. */
    public Map<Integer, ShareTotals> shareTotals(AppName app) {
        return routes.shareTotals(app);
    }

    /** What the router has counted since it started; empty when it is down. */
    public Optional<RouterStats> routerStats() {
        return routes.stats();
    }

    /** Why instances of an app get no requests though they run, by their container: the router's checks of them fail. */
    public Map<ContainerId, String> outOfTraffic(AppName app) {
        return routes.out(app);
    }

    /** How many instances of each process type are up. */
    public Map<ProcessType, Integer> running(AppName app) {
        return instances.running(app);
    }

    private void mark(Instance instance, Instance.State state) {
        var _ = instances.update(instance.container().id(), known -> known.in(state));
    }

    /** The host name that an app is asked for in checks. */
    String hostOf(AppName app) {
        return domains.configured(app).stream()
                .findFirst()
                .map(DomainName::value)
                .orElse("localhost");
    }

    private static RuntimeException collect(
            @Nullable RuntimeException first, ExecutionException next) {
        if (first != null) {
            first.addSuppressed(next);
            return first;
        }
        return next.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(next);
    }
}
