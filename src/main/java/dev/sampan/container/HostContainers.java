package dev.sampan.container;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.ConsoleSocket;
import dev.sampan.host.Pipe;
import dev.sampan.host.PosixException;
import dev.sampan.host.PseudoTerminal;
import dev.sampan.network.NetworkException;
import dev.sampan.network.Networks;
import dev.sampan.runtime.Insider;
import dev.sampan.runtime.OciRuntime;
import dev.sampan.runtime.OciRuntimeException;
import dev.sampan.unit.DataSize;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** Containers on this host, put together from storage, image, network and runtime. */
final class HostContainers implements Containers, AutoCloseable {

    private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(5);

    private final OwnerStorage storage;
    private final Lending lending;
    private final ContainerFiles files;
    private final StartSteps steps;
    private final Networks networks;
    private final Neighbours neighbours;
    private final OciRuntime runtime;
    private final LiveContainers live;
    private final KernelLimits kernelLimits;
    private final ContainerCounts counts;
    private volatile boolean leavesNothing;

    HostContainers(
            OwnerStorage storage,
            ContainerFiles files,
            StartSteps steps,
            Networks networks,
            Neighbours neighbours,
            OciRuntime runtime,
            LiveContainers live) {
        this.storage = storage;
        this.lending = new Lending(storage, files);
        this.files = files;
        this.steps = steps;
        this.networks = networks;
        this.neighbours = neighbours;
        this.runtime = runtime;
        this.live = live;
        this.kernelLimits = new KernelLimits(files);
        this.counts = new ContainerCounts(runtime, networks, neighbours);
    }

    /** How these containers share the processors. */
    Processors processors() {
        return new HostProcessors(live, runtime, networks);
    }

    @Override
    public Storage storage(String owner, StorageLimit limit) {
        Storage ensured = storage.ensure(owner, limit);
        networks.expect(ensured.firstUid());
        return ensured;
    }

    @Override
    public Storage lentStorage(String lender, StorageLimit limit) {
        return lending.ensure(lender, limit);
    }

    @Override
    public Set<String> borrowers(String lender) {
        return lending.borrowers(lender);
    }

    @Override
    public void resizeStorage(String owner, StorageLimit limit) {
        storage.resize(owner, limit);
    }

    @Override
    public StorageUsage storageUsage(String owner) {
        return storage.usage(owner);
    }

    @Override
    public void keepForOwner(String owner, DataSize kept) {
        storage.keep(owner, kept);
    }

    @Override
    public void destroyStorage(String owner) {
        storage.find(owner).ifPresent(known -> networks.forget(known.firstUid()));
        lending.destroy(owner);
    }

    @Override
    public Container start(ContainerSpec spec) {
        return launch(spec, new Outlet.Log()).toContainer();
    }

    private LiveContainer launch(ContainerSpec spec, Outlet outlet) {
        String id = spec.id().value();
        Storage owned = storage.require(spec.owner());
        requireCounted(spec);
        live.reserve(id);
        try (Lending.Held _ = lending.hold(spec);
                Starting starting = new Starting(spec, owned, outlet)) {
            steps.apply(starting);
            return live.add(new LiveContainer(starting.made(), starting.network()));
        } finally {
            live.release(id);
        }
    }

    private void requireCounted(ContainerSpec spec) {
        if (spec.root() == ContainerSpec.Root.WRITABLE
                && spec.privileges() != ContainerSpec.Privileges.INSTALL) {
            requireCounted(spec.user());
        }
    }

    @Override
    public void requireCounted(String user) {
        new CountedUsers(storage.countsEveryUser()).require(user);
    }

    @Override
    public ContainerExit run(ContainerSpec spec, Duration limit, OutputStream output)
            throws InterruptedException {
        try (Pipe pipe = new Pipe()) {
            LiveContainer container = launch(spec, new Outlet.Writer(pipe.writeEnd()));
            OutputCopy copy = new OutputCopy(pipe.input(), output, () -> live.kill(container));
            pipe.closeWriteEnd();
            try {
                ContainerExit exit = await(container, limit);
                copy.finish(OUTPUT_LIMIT);
                return exit;
            } finally {
                live.kill(container);
            }
        }
    }

    @Override
    public ContainerExit run(ContainerSpec spec, Duration limit, Console console)
            throws InterruptedException {
        try (ConsoleSocket socket = runtime.console()) {
            LiveContainer container =
                    launch(
                            spec,
                            new Outlet.Terminal(socket, console.terminal().orElseThrow().size()));
            try (PseudoTerminal terminal = Conversation.terminal(socket, container)) {
                TerminalTalk talk = new TerminalTalk(terminal, console, () -> live.kill(container));
                ContainerExit exit = await(container, limit);
                talk.finish(OUTPUT_LIMIT);
                return exit;
            } finally {
                live.kill(container);
            }
        }
    }

    @Override
    public int enter(ContainerId id, List<String> arguments, Console console)
            throws InterruptedException {
        ContainerRecord made =
                live.find(id)
                        .orElseThrow(
                                () ->
                                        new ContainerStartException(
                                                "Container '%s' does not run".formatted(id)))
                        .made();
        Path bundle = files.bundle(made.id());
        try (Insider insider =
                runtime.enter(made.id(), made.pid(), bundle, arguments, console.terminal())) {
            return Conversation.hold(insider, console, OUTPUT_LIMIT);
        } catch (OciRuntimeException e) {
            throw new ContainerStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ContainerExit await(LiveContainer container, Duration limit)
            throws InterruptedException {
        try {
            return container.exit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ContainerTimeoutException(
                    "Container '%s' took longer than %s"
                            .formatted(container.made().id(), text(limit)),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Container '%s' ended, but not all of it could be removed"
                            .formatted(container.made().id()),
                    e.getCause());
        }
    }

    private static String text(Duration limit) {
        return limit.toSeconds() < 120 ? limit.toSeconds() + " s" : limit.toMinutes() + " min";
    }

    @Override
    public List<Container> list() {
        return live.all().stream().map(LiveContainer::toContainer).toList();
    }

    @Override
    public Optional<Container> find(ContainerId id) {
        return live.find(id).map(LiveContainer::toContainer);
    }

    @Override
    public Optional<String> exec(ContainerId id, List<String> arguments, Duration limit) {
        Optional<LiveContainer> container = live.find(id);
        if (container.isEmpty()) {
            return Optional.of("found no container '%s'".formatted(id));
        }
        long pid = container.get().made().pid();
        try {
            String _ = runtime.exec(id.value(), pid, files.bundle(id.value()), arguments, limit);
            return Optional.empty();
        } catch (OciRuntimeException e) {
            return Optional.of("could not be started. " + e.getMessage());
        } catch (CommandFailedException e) {
            return Optional.of(
                    e.exitCode() < 0
                            ? "took longer than " + text(limit)
                            : "exited with code %d %s"
                                    .formatted(e.exitCode(), e.errorOutput())
                                    .strip());
        }
    }

    @Override
    public void limit(ContainerId id, ContainerLimits limits) {
        live.find(id).ifPresent(container -> limit(container, limits));
    }

    private void limit(LiveContainer container, ContainerLimits limits) {
        try {
            write(container, limits);
        } catch (UncheckedIOException | OciRuntimeException | NetworkException | PosixException e) {
            // One that ended meanwhile has no limits any more; the next one is started with these.
            if (HostProcess.runs(container.made().pid(), container.made().pidStart())) {
                throw new ContainerLimitException(
                        "This host cannot give '%s' these limits: %s. Choose other amounts"
                                .formatted(container.made().id(), e.getMessage()),
                        e);
            }
        }
    }

    private void write(LiveContainer container, ContainerLimits limits) {
        ContainerRecord made = container.made();
        if (!HostProcess.runs(made.pid(), made.pidStart())) {
            return; // its number may be another process's by now
        }
        runtime.limit(made.id(), made.pid(), kernelLimits.of(limits, made));
        networks.limit(
                container.network(),
                HostProcess.networkNamespace(made.pid()),
                NetworkStep.bandwidth(limits));
    }

    @Override
    public Optional<ContainerUsage> usage(ContainerId id) {
        return live.find(id).flatMap(counts::usage);
    }

    @Override
    public Optional<DataSize> heldMemory(ContainerId id) {
        return live.find(id).flatMap(counts::heldMemory);
    }

    @Override
    public Optional<ContainerEvents> events(ContainerId id) {
        return live.find(id).flatMap(counts::events);
    }

    @Override
    public Optional<ContainerLoad> load(ContainerId id) {
        return live.find(id).flatMap(counts::load);
    }

    @Override
    public void reach(Map<String, Reach> byOwner) {
        networks.prepare();
        neighbours.reach(byOwner);
    }

    @Override
    public void names(Map<String, List<PeerName>> byOwner) {
        neighbours.names(byOwner);
    }

    @Override
    public void stop(ContainerId id, Duration grace) {
        live.find(id).ifPresent(container -> live.stop(container, grace));
    }

    @Override
    public void leaveNothing() {
        leavesNothing = true;
    }

    @Override
    public void onExit(BiConsumer<Container, ContainerExit> listener) {
        live.listen(listener);
    }

    /**
     * Starts nothing any more, and stops watching. The containers run on, unless nothing is to be left, but those of
     * {@link #run}, whose output nobody reads any more, are ended.
     */
    @Override
    public void close() {
        live.refuseStarts();
        live.all().stream()
                .filter(container -> leavesNothing || !container.made().background())
                .forEach(live::kill);
        live.close();
        // A group that still holds processes, perhaps of another platform, cannot be removed.
        if (leavesNothing && runtime.removeGroup()) {
            networks.removeRules();
        }
    }

    /** Completes when a container has been removed; for tests of what happens at its end. */
    CompletableFuture<ContainerExit> exitOf(ContainerId id) {
        return live.find(id).map(LiveContainer::exit).orElseThrow();
    }
}
