package dev.sampan.container;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Mounts;
import dev.sampan.host.ProcessLauncher;
import dev.sampan.host.SampanHome;
import dev.sampan.host.UserNamespaces;
import dev.sampan.image.Digest;
import dev.sampan.network.Firewall;
import dev.sampan.network.NetworkProperties;
import dev.sampan.network.Networks;
import dev.sampan.network.NetworksFixture;
import dev.sampan.runtime.OciRuntime;
import dev.sampan.runtime.OciRuntimeFixture;
import dev.sampan.runtime.RuntimeProperties;
import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Real containers on this host, in a home of their own in memory; their root is the host's own, shown read-only below
 * a writable layer.
 */
final class TestHost implements AutoCloseable {

    static final String TABLE = "sampan_test";
    static final String PREFIX = "spb";
    static final String CGROUP = "sampan-test";
    static final String OWNER = "shop";
    static final int FIRST_UID = 300_000_000;
    static final Digest IMAGE = Digest.ofHex("0".repeat(64));

    private static final AtomicInteger NUMBER = new AtomicInteger();

    final Path home;
    final Mounts mounts = new Mounts();
    final CommandRunner commands = new CommandRunner();
    final UserNamespaces namespaces;
    final OciRuntime runtime;
    final Networks networks;
    private final NetworkProperties settings;
    private Firewall firewall;
    final ContainerFiles files;
    final ContainerRecords records;
    private Neighbours neighbours;
    HostContainers containers;

    /** Laid over the root of every container that is started from now on; empty at first. */
    final Path layer;

    private final Path root;
    private OwnerStorage storage;

    TestHost() {
        this(Path.of("/"));
    }

    /** Containers of one OCI runtime. */
    TestHost(String program) {
        this(Path.of("/"), Map.of(), List.of(program));
    }

    /** Containers whose root is a folder, shown read-only. */
    TestHost(Path root) {
        this(root, Map.of());
    }

    /**
     * Containers on a network of one's own settings.
     *
     * @param network by their names below `sampan.network`
     */
    TestHost(Path root, Map<String, String> network) {
        this(root, network, List.of("crun", "runc"));
    }

    private TestHost(Path root, Map<String, String> network, List<String> programs) {
        this(root, network, programs, newHome());
    }

    private static Path newHome() {
        try {
            Path home = Files.createTempDirectory(Path.of("/tmp"), "sampan-host-");
            new Mounts().tmpfs(home, "mode=711,size=4g");
            return home;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A control plane of its own over the home of another process's host. */
    static TestHost at(Path home) {
        return new TestHost(Path.of("/"), Map.of(), List.of("crun", "runc"), home);
    }

    private TestHost(Path root, Map<String, String> network, List<String> programs, Path home) {
        this.root = root;
        this.home = home;
        layer = ContainerFiles.passable(home.resolve("layer"));
        SampanHome sampanHome = new SampanHome(home);
        namespaces = new UserNamespaces(sampanHome, mounts);
        runtime =
                OciRuntimeFixture.of(
                        sampanHome,
                        new RuntimeProperties(
                                programs, CGROUP, 500, 65_536, true, Optional.empty()),
                        new ProcessLauncher(),
                        commands,
                        mounts);
        settings = NetworksFixture.properties("10.210.0.0/16", PREFIX, TABLE, network);
        networks = NetworksFixture.of(settings, commands);
        firewall = NetworksFixture.firewall(settings, commands);
        files = new ContainerFiles(sampanHome);
        neighbours = new Neighbours(firewall, files);
        storage = new FolderStorage(home, FIRST_UID);
        records = new ContainerRecords(files);
        containers = connect(steps());
    }

    /** From now on containers have other storage, whose first block of UIDs is the same. */
    void use(OwnerStorage other) {
        containers.close();
        storage = other;
        containers = connect(steps());
    }

    List<StartStep> steps() {
        return ContainerConfiguration.steps(
                files,
                records,
                storage,
                this::mountHostRoot,
                mounts,
                networks,
                neighbours,
                runtime);
    }

    /** A control plane over what there is, as after a restart. */
    HostContainers connect(List<StartStep> list) {
        StartSteps steps = new StartSteps(list);
        LiveContainers live = new LiveContainers(runtime, files, steps);
        new Adoption(files, records, steps, networks, neighbours, live).run();
        return new HostContainers(storage, files, steps, networks, neighbours, runtime, live);
    }

    private void mountHostRoot(
            Digest image,
            dev.sampan.host.UserNamespace namespace,
            Path upper,
            Path work,
            Path target) {
        try {
            List<Path> lowers = new ArrayList<>();
            // Kernels before 6.3 cannot map the users of what lies in memory, so an empty layer is
            // left out.
            String[] laid = layer.toFile().list();
            List<Path> folders =
                    laid == null || laid.length == 0 ? List.of(root) : List.of(layer, root);
            for (Path folder : folders) {
                Path lower =
                        Files.createDirectories(home.resolve("lower-" + NUMBER.incrementAndGet()));
                mounts.idmapped(folder, lower, namespace);
                lowers.add(lower);
            }
            mounts.overlay(lowers, upper, work, target);
            for (Path lower : lowers) {
                mounts.unmount(lower);
                Files.delete(lower);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    ContainerSpec shell(String script) {
        return spec(List.of("/bin/sh", "-c", script));
    }

    ContainerSpec spec(List<String> arguments) {
        return spec(OWNER, arguments);
    }

    /** The host UID that is 0 inside an owner's containers. */
    int firstUid(String owner) {
        return storage.require(owner).firstUid();
    }

    ContainerSpec spec(String owner, List<String> arguments) {
        String id = "t" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        containers.storage(owner, DataSize.ofGibibytes(1));
        return new ContainerSpec(
                new ContainerId(id),
                owner,
                IMAGE,
                arguments,
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "SECRET", "s3cr3t-value"),
                "/",
                "1000:1000",
                ContainerSpec.Privileges.NONE,
                ContainerSpec.Root.READ_ONLY,
                List.of(),
                ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(256), 256),
                Optional.of(
                        home.resolve("apps").resolve(owner).resolve("logs").resolve(id + ".log")),
                Map.of("app", owner));
    }

    static ContainerSpec with(ContainerSpec spec, ContainerLimits limits) {
        return SpecBuilder.of(spec).limits(limits).build();
    }

    ContainerSpec perl(String program) {
        return spec(List.of("/usr/bin/perl", "-e", program));
    }

    /** Runs a container to its end and gives what it wrote. */
    String run(ContainerSpec spec) throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        containers.run(spec, Duration.ofSeconds(30), output);
        return output.toString(StandardCharsets.UTF_8);
    }

    static ContainerLimits bandwidth(ContainerLimits limits, BitRate ingress, BitRate egress) {
        return new ContainerLimits(
                limits.cpu(),
                limits.memory(),
                limits.pids(),
                Optional.of(ingress),
                Optional.of(egress));
    }

    String log(ContainerSpec spec) {
        try {
            return Files.readString(spec.log().orElseThrow());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Waits until a container has written something. */
    void awaitLog(ContainerSpec spec, String text) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!log(spec).contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("'" + text + "' is not in the log: " + log(spec));
            }
            Pause.briefly();
        }
    }

    /** Waits until a container has written something behind what it had written before. */
    void awaitLog(ContainerSpec spec, String text, int from) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (log(spec).indexOf(text, from) < 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "'" + text + "' is not in the log: " + log(spec).substring(from));
            }
            Pause.briefly();
        }
    }

    /** Waits until something has been counted for a container. */
    void awaitEvents(ContainerId id, Predicate<ContainerEvents> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.test(containers.events(id).orElseThrow())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Counted: " + containers.events(id));
            }
            Pause.briefly();
        }
    }

    /** Closes the network to an address, as at the end of its container. */
    void leaveFirewall(Inet4Address address) {
        neighbours.leave(address);
    }

    String outputOf(String... argv) {
        return commands.run(Command.of(argv));
    }

    /** Puts a control plane that knows nothing in the place of this one; containers run on. */
    void restart() {
        containers.close();
        firewall = NetworksFixture.firewall(settings, commands);
        neighbours = new Neighbours(firewall, files);
        containers = connect(steps());
    }

    /** Waits until a container has left its exit code. */
    void runtimeExit(ContainerId id) {
        while (runtime.exitCode(id.value()).isEmpty()) {
            Pause.briefly();
        }
    }

    @Override
    public void close() {
        containers.leaveNothing();
        containers.close();
        networks.close();
        storage.destroy(OWNER);
        namespaces.release(FIRST_UID);
        mounts.unmount(home);
        home.toFile().delete();
    }
}
