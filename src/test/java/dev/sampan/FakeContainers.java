package dev.sampan;

import dev.sampan.container.Console;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerEvents;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimitException;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerLoad;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.ContainerStartException;
import dev.sampan.container.ContainerUsage;
import dev.sampan.container.Containers;
import dev.sampan.container.PeerName;
import dev.sampan.container.Precedence;
import dev.sampan.container.Processors;
import dev.sampan.container.Reach;
import dev.sampan.container.Storage;
import dev.sampan.container.StorageLimit;
import dev.sampan.container.StorageLimitException;
import dev.sampan.container.StorageUsage;
import dev.sampan.host.SampanHome;
import dev.sampan.runtime.ProcessorUse;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Containers without a kernel: each is a listening socket on an address of its own in 127.0.0.0/8, and a line in its log.
 * A process whose command is `fail` does not start. A one-off ends at once, with the code of `exit-3`, unless it is `stay`.
 */
public final class FakeContainers implements Containers, Processors {

    private final SampanHome home;
    private final Map<ContainerId, Running> running = new ConcurrentHashMap<>();
    private final Map<ContainerId, ContainerLimits> limits = new ConcurrentHashMap<>();

    private volatile StorageUsage used =
            new StorageUsage(DataSize.ofMebibytes(1), Optional.of(DataSize.ofGibibytes(1)));

    private volatile boolean countsEveryUser = true;
    private volatile Map<String, Reach> reaches = Map.of();
    private volatile Map<String, List<PeerName>> names = Map.of();
    private final Map<String, DataSize> keptFor = new ConcurrentHashMap<>();
    private final Map<String, ContainerEvents> counted = new ConcurrentHashMap<>();
    private final Set<ContainerId> ill = ConcurrentHashMap.newKeySet();
    private final Map<String, ContainerLoad> loads = new ConcurrentHashMap<>();
    private final Map<String, ProcessorUse> uses = new ConcurrentHashMap<>();
    private final Map<String, Precedence> stands = new ConcurrentHashMap<>();
    private final Map<String, Optional<CpuSet>> pins = new ConcurrentHashMap<>();

    /** Of all instances together: several contexts live at the same time. */
    private static final AtomicInteger NEXT = new AtomicInteger(1);

    /** Another one in each process, so that tests can run beside each other. */
    private static final byte NET = (byte) (64 + ProcessHandle.current().pid() % 128);

    public FakeContainers(SampanHome home) {
        this.home = home;
    }

    private final List<BiConsumer<Container, ContainerExit>> listeners =
            new CopyOnWriteArrayList<>();

    private record Running(Container container, ContainerSpec spec, ServerSocket socket) {}

    /** What the containers of an owner were started with. */
    public List<ContainerSpec> specs(String owner) {
        return running.values().stream()
                .map(Running::spec)
                .filter(spec -> spec.owner().equals(owner))
                .toList();
    }

    /** The limits that the containers of an owner have now. */
    public List<ContainerLimits> limits(String owner) {
        return specs(owner).stream().map(this::now).toList();
    }

    /** Lets nobody but the users of buildpacks write, or everybody again. */
    public void countEveryUser(boolean every) {
        countsEveryUser = every;
    }

    @Override
    public void requireCounted(String user) {
        if (!countsEveryUser && !user.equals("1000:1000")) {
            throw new ContainerStartException("User '%s' is not counted".formatted(user));
        }
    }

    @Override
    public Storage storage(String owner, StorageLimit limit) {
        if (limit.bytes().bytes() == DataSize.ofMebibytes(16).bytes()) {
            throw new StorageLimitException("App '%s' uses more than that".formatted(owner));
        }
        Path root = home.resolve("apps", owner);
        try {
            Files.createDirectories(root.resolve("logs"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Storage(owner, root, 300_000_000);
    }

    @Override
    public Storage lentStorage(String lender, StorageLimit limit) {
        Storage made = storage(lender, limit);
        try {
            Files.createDirectories(made.lent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    @Override
    public Set<String> borrowers(String lender) {
        return running.values().stream()
                .map(Running::spec)
                .filter(
                        spec ->
                                spec.mounts().stream()
                                        .anyMatch(
                                                mount ->
                                                        mount.lender().equals(Optional.of(lender))))
                .map(ContainerSpec::owner)
                .collect(Collectors.toSet());
    }

    @Override
    public void resizeStorage(String owner, StorageLimit limit) {
        storage(owner, limit);
    }

    @Override
    public StorageUsage storageUsage(String owner) {
        return used;
    }

    @Override
    public void keepForOwner(String owner, DataSize kept) {
        keptFor.put(owner, kept);
    }

    /** What was said to be kept for an owner. */
    public DataSize keptFor(String owner) {
        return keptFor.getOrDefault(owner, DataSize.ofBytes(0));
    }

    /** How much every owner is to use from now on. */
    public void fill(StorageUsage usage) {
        used = usage;
    }

    @Override
    public void destroyStorage(String owner) {
        Path root = home.resolve("apps", owner);
        try (var files =
                Files.exists(root) ? Files.walk(root) : java.util.stream.Stream.<Path>empty()) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Container start(ContainerSpec spec) {
        if (spec.arguments().contains("fail")) {
            throw new ContainerStartException("Container '%s' does not start".formatted(spec.id()));
        }
        try {
            int number = NEXT.getAndIncrement();
            byte[] address = {127, NET, (byte) (number >> 8), (byte) number};
            Inet4Address inet = (Inet4Address) InetAddress.getByAddress(address);
            String port = spec.env().getOrDefault("PORT", "");
            ServerSocket socket = new ServerSocket();
            if (!port.isEmpty()) {
                socket.bind(new java.net.InetSocketAddress(inet, Integer.parseInt(port)));
            }
            if (spec.log().isPresent()) {
                Files.writeString(
                        spec.log().get(),
                        "%s stdout F Hello from %s\n"
                                .formatted(Instant.now(), spec.env().get("DYNO")),
                        StandardCharsets.UTF_8);
            }
            Container container =
                    new Container(spec.id(), spec.owner(), 1, inet, Instant.now(), spec.labels());
            running.put(spec.id(), new Running(container, spec, socket));
            if (spec.labels().containsKey("one-off-app") && !spec.arguments().contains("stay")) {
                Thread.ofVirtual().start(() -> end(container, code(spec.arguments())));
            }
            return container;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ContainerExit run(ContainerSpec spec, Duration limit, OutputStream output) {
        try {
            output.write(
                    (String.join(" ", spec.arguments()) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ContainerExit(code(spec.arguments()), false);
    }

    /** Says what it was asked for, and then what is typed, up to a `q`; waits for nothing when there is no `stay`. */
    @Override
    public ContainerExit run(ContainerSpec spec, Duration limit, Console console)
            throws InterruptedException {
        new FakeConversation(console).hold(spec.arguments(), spec.env().getOrDefault("TERM", ""));
        return new ContainerExit(code(spec.arguments()), false);
    }

    @Override
    public int enter(ContainerId id, List<String> arguments, Console console)
            throws InterruptedException {
        String dyno =
                Optional.ofNullable(running.get(id))
                        .map(known -> known.spec().env().getOrDefault("DYNO", ""))
                        .orElseThrow();
        new FakeConversation(console).hold(arguments, "in " + dyno);
        return code(arguments);
    }

    @Override
    public List<Container> list() {
        return running.values().stream().map(Running::container).toList();
    }

    @Override
    public Optional<Container> find(ContainerId id) {
        return Optional.ofNullable(running.get(id)).map(Running::container);
    }

    @Override
    public Optional<String> exec(ContainerId id, List<String> arguments, Duration limit) {
        boolean well =
                !arguments.contains("false")
                        && find(id).filter(container -> !ill.contains(container.id())).isPresent();
        return well ? Optional.empty() : Optional.of("exited with code 1");
    }

    /** Makes what runs for an owner now fail whatever command is run in it. */
    public void sicken(String owner) {
        specs(owner).forEach(spec -> ill.add(spec.id()));
    }

    @Override
    public Optional<CpuCount> limit(ContainerId id) {
        return Optional.ofNullable(running.get(id)).flatMap(there -> now(there.spec()).cpu());
    }

    @Override
    public void limit(ContainerId id, Optional<CpuCount> most) {
        Optional.ofNullable(running.get(id))
                .ifPresent(there -> limits.put(id, now(there.spec()).withCpu(most)));
    }

    private ContainerLimits now(ContainerSpec spec) {
        return limits.getOrDefault(spec.id(), spec.limits());
    }

    /** Takes any limit but 29 mebibytes of memory, which stand for what a kernel refuses. */
    @Override
    public void limit(ContainerId id, ContainerLimits wanted) {
        if (wanted.memory().equals(Optional.of(DataSize.ofMebibytes(29)))) {
            throw new ContainerLimitException("This host cannot give '%s' that".formatted(id));
        }
        limits.put(id, wanted);
    }

    @Override
    public Optional<ContainerUsage> usage(ContainerId id) {
        return find(id).map(
                        container ->
                                new ContainerUsage(
                                        Duration.ofSeconds(1), DataSize.ofMebibytes(20), 3, 0, 0));
    }

    @Override
    public Optional<DataSize> heldMemory(ContainerId id) {
        return find(id).map(_ -> DataSize.ofMebibytes(20));
    }

    /** What an owner's containers are to have taken and waited for from now on. */
    public void load(String owner, ContainerLoad load) {
        loads.put(owner, load);
    }

    @Override
    public Optional<ContainerLoad> load(ContainerId id) {
        return find(id).map(Container::owner).map(loads::get);
    }

    @Override
    public Optional<ProcessorUse> use(ContainerId id) {
        return find(id).map(Container::owner).map(uses::get);
    }

    @Override
    public void precede(ContainerId id, int weight, Precedence precedence) {
        find(id).ifPresent(container -> stands.put(container.owner(), precedence));
    }

    @Override
    public Optional<CpuSet> allowed(ContainerId id) {
        return find(id).map(_ -> CpuSet.parse("0-1"));
    }

    @Override
    public void pin(ContainerId id, Optional<CpuSet> processors) {
        find(id).ifPresent(container -> pins.put(container.owner(), processors));
    }

    /** Which processors the containers of an owner were last told to keep to; empty when nothing was said. */
    public Optional<CpuSet> pinned(String owner) {
        return pins.getOrDefault(owner, Optional.empty());
    }

    /** What the containers of an owner are to have had of the processors. */
    public void use(String owner, ProcessorUse use) {
        uses.put(owner, use);
    }

    /** How the containers of an owner were last told to stand. */
    public Optional<Precedence> precedence(String owner) {
        return Optional.ofNullable(stands.get(owner));
    }

    /** What the kernel is to have counted for the containers of an owner from now on. */
    public void count(String owner, ContainerEvents events) {
        counted.put(owner, events);
    }

    @Override
    public Optional<ContainerEvents> events(ContainerId id) {
        return find(id).map(
                        container ->
                                counted.getOrDefault(
                                        container.owner(),
                                        new ContainerEvents(0, 0, Duration.ZERO)));
    }

    /** What the containers of each owner reach now. */
    public Map<String, Reach> reached() {
        return reaches;
    }

    /** The names that the containers of each owner know now. */
    public Map<String, List<PeerName>> known() {
        return names;
    }

    @Override
    public void reach(Map<String, Reach> byOwner) {
        reaches = Map.copyOf(byOwner);
    }

    @Override
    public void names(Map<String, List<PeerName>> byOwner) {
        names = Map.copyOf(byOwner);
    }

    @Override
    public void stop(ContainerId id, Duration grace) {
        Running gone = running.remove(id);
        if (gone != null) {
            try {
                gone.socket().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void onExit(BiConsumer<Container, ContainerExit> listener) {
        listeners.add(listener);
    }

    private void end(Container container, int code) {
        stop(container.id(), Duration.ZERO);
        listeners.forEach(listener -> listener.accept(container, new ContainerExit(code, false)));
    }

    private static int code(List<String> arguments) {
        return arguments.stream()
                .filter(word -> word.startsWith("exit-"))
                .mapToInt(word -> Integer.parseInt(word.substring("exit-".length())))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void leaveNothing() {}

    /** Lets the process of a container end by itself. */
    public void crash(ContainerId id) {
        end(find(id).orElseThrow(), 1);
    }
}
