package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.Command;
import dev.sampan.host.MountPoint;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing stays of a container, however it ends and wherever its start fails. */
@Timeout(240)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerLeakHostTests {

    private static final int STARTS = 50;

    private final String program;
    private TestHost host;
    private LoopStorage storage;

    ContainerLeakHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
        storage = new LoopStorage(host);
        host.use(storage.owners());
    }

    @AfterEach
    void close() {
        host.close();
        storage.close();
    }

    /** A step that fails, before or after it has done its part. */
    private record Failing(StartStep step, boolean after) implements StartStep {

        @Override
        public void apply(Starting starting) {
            if (after) {
                step.apply(starting);
            }
            throw new IllegalStateException("made to fail");
        }

        @Override
        public void undo(ContainerRecord made) {
            step.undo(made);
        }
    }

    @Test
    void leaveNothingAfterFiftyStartsOfWhichSomeFailAtEachStep() throws Exception {
        List<String> before = traces();
        host.containers.storage(TestHost.OWNER, DataSize.ofGibibytes(1));
        List<String> idle = traces();
        assertThat(idle).filteredOn(trace -> trace.startsWith("loop ")).hasSize(1);
        host.run(host.shell("true"));
        awaitTraces(idle);
        int steps = host.steps().size();
        for (int i = 0; i < STARTS; i++) {
            if (i % 10 == 9) {
                host.containers.destroyStorage(TestHost.OWNER);
            }
            switch (i % 5) {
                case 0 -> {
                    ContainerSpec spec = host.spec(List.of("/bin/sleep", "600"));
                    host.containers.start(spec);
                    host.containers.stop(spec.id(), Duration.ZERO);
                }
                case 1 -> failAt(i / 5 % steps, i % 2 == 0);
                case 2 -> failAt(i / 5 % steps, i % 2 != 0);
                case 3 ->
                        assertThatThrownBy(
                                () -> host.containers.start(host.spec(List.of("/no/program"))));
                default ->
                        host.containers.run(
                                host.shell("sleep 600 & exit 1"),
                                Duration.ofSeconds(20),
                                new ByteArrayOutputStream());
            }
        }
        assertThat(host.containers.list()).isEmpty();
        awaitTraces(idle);
        host.containers.destroyStorage(TestHost.OWNER);
        awaitTraces(before);
    }

    private void failAt(int step, boolean after) {
        List<StartStep> steps = new ArrayList<>(host.steps());
        steps.set(step, new Failing(steps.get(step), after));
        HostContainers containers = host.connect(steps);
        try {
            ContainerSpec spec = host.shell("sleep 600");
            assertThatThrownBy(() -> containers.start(spec)).hasMessageContaining("made to fail");
        } finally {
            containers.close();
        }
    }

    /** A network namespace ends a moment after its last process. */
    private void awaitTraces(List<String> wanted) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!traces().equals(wanted) && System.nanoTime() < deadline) {
            Pause.briefly();
        }
        assertThat(traces()).isEqualTo(wanted);
    }

    /** All that there is of our containers on this machine. */
    private List<String> traces() throws IOException {
        // What is ready for the next start is not left of an earlier one.
        host.networks.forget(TestHost.FIRST_UID);
        TreeSet<String> found = new TreeSet<>();
        for (MountPoint mount : host.mounts.list()) {
            if (mount.target().startsWith(host.home) && !mount.target().equals(host.home)) {
                found.add("mount " + mount.target());
            }
        }
        list(Path.of("/sys/class/net")).stream()
                .filter(name -> name.startsWith(TestHost.PREFIX))
                .forEach(name -> found.add("link " + name));
        try (Stream<Path> tree = Files.walk(Path.of("/sys/fs/cgroup"), 3)) {
            tree.filter(
                            path ->
                                    path.getParent() != null
                                            && path.getParent().endsWith(TestHost.CGROUP))
                    .filter(Files::isDirectory)
                    .forEach(path -> found.add("cgroup " + path));
        }
        for (String folder : List.of("containers", "run/runtime", "run/exits", "run/sockets")) {
            list(host.home.resolve(folder)).forEach(name -> found.add(folder + " " + name));
        }
        list(host.home.resolve("apps/shop/upper")).forEach(name -> found.add("upper " + name));
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(p -> p.info().commandLine().orElse("").contains(host.home.toString()))
                    .forEach(p -> found.add("process " + p.pid()));
        }
        host.commands
                .run(Command.of("losetup", "--list", "--noheadings", "--output", "BACK-FILE"))
                .lines()
                .filter(file -> file.contains(host.home.toString()))
                .forEach(file -> found.add("loop " + file));
        if (elements()) {
            found.add("nft elements");
        }
        return List.copyOf(found);
    }

    private boolean elements() {
        host.networks.prepare();
        return host.commands
                .run(Command.of("nft", "list", "set", "ip", TestHost.TABLE, "links"))
                .contains("elements");
    }

    private static List<String> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }
}
