package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.Release;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Containers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.springframework.stereotype.Service;

/** Runs commands of apps in the background, each in a container of its own that writes to the app's log. */
@Service
public class OneOffs {

    private static final String APP = "one-off-app";

    private final Containers containers;
    private final InstanceStarter starter;
    private final Map<ContainerId, CompletableFuture<ContainerExit>> exits =
            new ConcurrentHashMap<>();

    /** Starting shares it, so that who closes it sees all that have been started. */
    private final ReadWriteLock door = new ReentrantReadWriteLock();

    private boolean closed;

    OneOffs(Containers containers, InstanceStarter starter) {
        this.containers = containers;
        this.starter = starter;
        containers.onExit(this::ended);
    }

    /**
     * Starts a command of a release.
     *
     * @param type the process type whose limits hold for it
     * @param dyno how it is called in the log and in DYNO
     * @param labels what it is found again by
     * @throws RefusedException when all apps have been stopped until the next start of the control plane
     */
    public OneOff start(
            Release release, String type, String dyno, String command, Map<String, String> labels) {
        door.readLock().lock();
        try {
            if (closed) {
                throw RefusedException.conflict(
                        "All apps are stopped until Sampan is started again, so no command of app '%s' is run"
                                .formatted(release.app()));
            }
            return open(release, type, dyno, command, labels);
        } finally {
            door.readLock().unlock();
        }
    }

    private OneOff open(
            Release release, String type, String dyno, String command, Map<String, String> labels) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.put(APP, release.app().value());
        ContainerSpec spec = starter.logged(release, type, dyno, command, all);
        CompletableFuture<ContainerExit> exit = new CompletableFuture<>();
        exits.put(spec.id(), exit);
        boolean started = false;
        try {
            Container container = containers.start(spec);
            started = true;
            return oneOff(container, exit);
        } finally {
            if (!started) {
                exits.remove(spec.id());
            }
        }
    }

    /** Those that run, also of before the control plane was started again, and have this label. */
    public List<OneOff> running(String label) {
        return containers.list().stream()
                .filter(container -> container.labels().containsKey(APP))
                .filter(container -> container.labels().containsKey(label))
                .map(
                        container ->
                                oneOff(
                                        container,
                                        exits.computeIfAbsent(
                                                container.id(), _ -> new CompletableFuture<>())))
                .filter(this::isThere)
                .toList();
    }

    /** Those of an app. */
    public List<OneOff> of(AppName app) {
        return running(APP).stream().filter(oneOff -> oneOff.app().equals(app)).toList();
    }

    /** One that ended while it was looked for calls nobody back any more. */
    private boolean isThere(OneOff oneOff) {
        if (oneOff.exit().isDone() || containers.find(oneOff.id()).isPresent()) {
            return !oneOff.exit().isDone();
        }
        exits.remove(oneOff.id());
        return false;
    }

    /** Ends one, as with any process: SIGTERM, and SIGKILL after the time. */
    public void stop(OneOff oneOff, Duration grace) {
        containers.stop(oneOff.id(), grace);
        exits.remove(oneOff.id());
        oneOff.exit().complete(new ContainerExit(ContainerExit.UNKNOWN, false));
    }

    /** Ends all of an app. */
    void stopAll(AppName app, Duration grace) {
        stop(of(app), grace);
    }

    /** Ends all of all apps, and starts none again. */
    void close(Duration grace) {
        door.writeLock().lock();
        try {
            closed = true;
        } finally {
            door.writeLock().unlock();
        }
        stop(running(APP), grace);
    }

    private void stop(List<OneOff> all, Duration grace) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(oneOff -> threads.execute(() -> stop(oneOff, grace)));
        }
    }

    private void ended(Container container, ContainerExit how) {
        CompletableFuture<ContainerExit> exit = exits.remove(container.id());
        if (exit != null) {
            exit.complete(how);
        }
    }

    private static OneOff oneOff(Container container, CompletableFuture<ContainerExit> exit) {
        String app = container.labels().getOrDefault(APP, container.owner());
        return new OneOff(
                new AppName(app), container.id(), container.startedAt(), container.labels(), exit);
    }
}
