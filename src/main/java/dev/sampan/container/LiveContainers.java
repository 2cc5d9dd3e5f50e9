package dev.sampan.container;

import dev.sampan.host.Posix;
import dev.sampan.runtime.Cgroup;
import dev.sampan.runtime.OciRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The containers that run now, and how each of them ends. */
final class LiveContainers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LiveContainers.class);
    private static final Duration POLL = Duration.ofMillis(10);

    /** The launcher kills a control plane that does not end within 40 s. */
    private static final Duration START_LIMIT = Duration.ofSeconds(15);

    private static final Duration KILL_LIMIT = Duration.ofSeconds(30);

    private final OciRuntime runtime;
    private final ContainerFiles files;
    private final StartSteps steps;
    private final ExitListeners listeners = new ExitListeners();
    private final Map<String, LiveContainer> containers = new ConcurrentHashMap<>();
    private final Set<String> starting = ConcurrentHashMap.newKeySet();
    private final ExitWatcher watcher;
    private volatile boolean refusing;

    LiveContainers(OciRuntime runtime, ContainerFiles files, StartSteps steps) {
        this.runtime = runtime;
        this.files = files;
        this.steps = steps;
        this.watcher = new ExitWatcher(runtime.exits(), this::onExitFile, this::lookForDead);
    }

    /** Keeps a name for a container that is being started. */
    void reserve(String id) {
        if (containers.containsKey(id) || !starting.add(id)) {
            throw new ContainerStartException("Container '%s' exists already".formatted(id));
        }
        if (refusing) {
            starting.remove(id);
            throw new ContainerStartException(
                    "Container '%s' is not started, since the control plane ends. Try again when it is back"
                            .formatted(id));
        }
    }

    void release(String id) {
        starting.remove(id);
    }

    /** Lets nothing start any more; returns when what was being started is there, or has failed. */
    void refuseStarts() {
        refusing = true;
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!starting.isEmpty() && System.nanoTime() < deadline) {
            Pause.briefly();
        }
    }

    /** Takes charge of a container; it may have ended meanwhile. */
    LiveContainer add(LiveContainer container) {
        containers.put(container.made().id(), container);
        if (runtime.exitCode(container.made().id()).isPresent()) {
            end(container);
        }
        return container;
    }

    /** Ends what somebody ran inside who is gone with an earlier control plane. */
    void endInsiders(ContainerRecord made) {
        runtime.cgroup(made.id()).endWithin();
    }

    List<LiveContainer> all() {
        return List.copyOf(containers.values());
    }

    Optional<LiveContainer> find(ContainerId id) {
        return Optional.ofNullable(containers.get(id.value()));
    }

    void listen(BiConsumer<Container, ContainerExit> listener) {
        listeners.add(listener);
    }

    void tell(Container container, ContainerExit exit) {
        listeners.tell(container, exit);
    }

    /** Lets it end by itself for a while, then kills it; returns when it is removed. */
    void stop(LiveContainer container, Duration grace) {
        container.markStopped();
        Cgroup cgroup = runtime.cgroup(container.made().id());
        long pid = container.made().pid();
        cgroup.processes().forEach(process -> Posix.kill(process, Posix.SIGTERM));
        long deadline = System.nanoTime() + grace.toNanos();
        while (!ended(container) && System.nanoTime() < deadline) {
            // Asked again and again: at first it may have been the runtime, about to become the
            // program.
            // One that has ended by now leaves its last words to the monitor.
            if (!HostProcess.noticesTermination(pid)
                    && runsStill(container)
                    && cgroup.processes().size() <= 1) {
                break;
            }
        }
        kill(container);
    }

    /** Kills all of a container and returns when it is removed. */
    void kill(LiveContainer container) {
        container.markStopped();
        if (!container.exit().isDone()) {
            runtime.cgroup(container.made().id())
                    .processes()
                    .forEach(process -> Posix.kill(process, Posix.SIGKILL));
            long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
            while (!ended(container) && System.nanoTime() < deadline) {
                if (!runsStill(container)) {
                    end(container);
                }
            }
        }
    }

    private static boolean ended(LiveContainer container) {
        return container
                .exit()
                .handle((_, _) -> true)
                .completeOnTimeout(false, POLL.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void onExitFile(String id) {
        LiveContainer container = containers.get(id);
        if (container != null) {
            end(container);
        }
    }

    /** A container whose monitor was killed leaves no exit code. */
    private void lookForDead() {
        containers.values().stream().filter(container -> !runsStill(container)).forEach(this::end);
    }

    private static boolean runsStill(LiveContainer container) {
        return HostProcess.runs(container.made().pid(), container.made().pidStart());
    }

    private void end(LiveContainer container) {
        if (container.claimEnd()) {
            Thread.ofVirtual()
                    .name("container-end-" + container.made().id())
                    .start(() -> remove(container));
        }
    }

    private void remove(LiveContainer container) {
        String id = container.made().id();
        try {
            ContainerExit exit = exitOf(container.made());
            steps.undo(container.made());
            containers.remove(id);
            if (container.made().background() && !container.wasStopped()) {
                log.info(
                        "Container ended container={} exitCode={} outOfMemory={}",
                        id,
                        exit.exitCode(),
                        exit.outOfMemory());
                listeners.tell(container.toContainer(), exit);
            }
            container.exit().complete(exit);
        } catch (RuntimeException e) {
            log.error("Container could not be removed container={}", id, e);
            containers.remove(id);
            container.exit().completeExceptionally(e);
        }
    }

    /** How a container ended that has not been removed yet; it may be a while until its monitor has told. */
    ContainerExit exitOf(ContainerRecord made) {
        String id = made.id();
        int code =
                ExitCodes.await(
                        id,
                        () -> runtime.exitCode(id),
                        () -> HostProcess.isOf(files.monitor(id), id),
                        ExitCodes.LIMIT);
        return new ContainerExit(code, runtime.cgroup(id).outOfMemoryKills() > 0);
    }

    @Override
    public void close() {
        watcher.close();
    }
}
