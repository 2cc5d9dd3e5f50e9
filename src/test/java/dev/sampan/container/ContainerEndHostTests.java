package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.host.MountPoint;
import dev.sampan.host.Posix;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A control plane that is to leave nothing does so, whatever goes on when it ends, and whatever was cut off before. */
@Timeout(60)
class ContainerEndHostTests {

    private TestHost host;

    @BeforeEach
    void open() throws IOException {
        host = new TestHost();
        endWhatAKilledRunLeft();
    }

    /** Tests of containers run one after the other, so nobody needs what runs in their group now. */
    private void endWhatAKilledRunLeft() throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        List<Long> left = processes();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            left.forEach(pid -> Posix.kill(pid, Posix.SIGKILL));
            Pause.briefly();
            left = processes();
        }
        assertThat(left).isEmpty();
    }

    private List<Long> processes() throws IOException {
        List<Long> processes = new ArrayList<>();
        for (Path group : groups()) {
            File[] containers = group.toFile().listFiles(File::isDirectory);
            for (File container : containers == null ? new File[0] : containers) {
                Files.readAllLines(container.toPath().resolve("cgroup.procs"))
                        .forEach(pid -> processes.add(Long.valueOf(pid)));
            }
        }
        return processes;
    }

    @AfterEach
    void close() {
        host.close();
    }

    /** Waits in the middle of a start until it is let go on. */
    private record Waiting(CountDownLatch reached, CountDownLatch goOn) implements StartStep {

        @Override
        public void apply(Starting starting) {
            reached.countDown();
            try {
                assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void endWhatRunsAndWhatIsBeingStarted() throws Exception {
        Waiting waiting = new Waiting(new CountDownLatch(1), new CountDownLatch(1));
        host.containers.start(host.shell("sleep 600"));
        host.containers.close();
        List<StartStep> steps = new ArrayList<>(host.steps());
        steps.add(steps.size() - 1, waiting);
        host.containers = host.connect(steps);
        ContainerSpec spec = host.shell("sleep 600");
        Thread start =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        host.run(spec);
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        assertThat(waiting.reached().await(20, TimeUnit.SECONDS)).isTrue();

        host.containers.leaveNothing();
        Thread end = Thread.ofPlatform().start(host.containers::close);
        // Nobody may take it for ended while there is one that will run.
        assertThat(end.join(Duration.ofMillis(500))).isFalse();
        waiting.goOn().countDown();

        assertThat(end.join(Duration.ofSeconds(20))).isTrue();
        assertThat(start.join(Duration.ofSeconds(20))).isTrue();
        assertThat(left()).isEmpty();
        assertThatThrownBy(() -> host.containers.start(host.shell("true")))
                .hasMessageContaining("the control plane ends");
        assertThat(left()).isEmpty();
    }

    /** One that was killed may have made the group of a container, and nothing else that could be found again. */
    @Test
    void removeWhatAnEarlierOneLeft() throws Exception {
        host.run(host.shell("true"));
        for (Path group : groups()) {
            Files.createDirectories(group.resolve("cut-off"));
        }
        host.containers.close();
        assertThat(left()).anyMatch(trace -> trace.contains(TestHost.TABLE));

        TestHost next = TestHost.at(host.home);
        next.containers.leaveNothing();
        next.containers.close();

        assertThat(left()).isEmpty();
    }

    /** What there is of all containers together, or of one. */
    private List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        groups().stream().filter(Files::exists).forEach(group -> left.add("group " + group));
        host.outputOf("nft", "list", "tables")
                .lines()
                .filter(table -> table.endsWith(" " + TestHost.TABLE))
                .forEach(left::add);
        host.outputOf("ip", "route", "show", "10.210.0.0/16").lines().forEach(left::add);
        host.files.ids().forEach(id -> left.add("container " + id));
        host.mounts.list().stream()
                .map(MountPoint::target)
                .filter(target -> target.startsWith(host.home) && !target.equals(host.home))
                .forEach(target -> left.add("mount " + target));
        return left;
    }

    private List<Path> groups() {
        return host.mounts.list().stream()
                .filter(mount -> mount.type().startsWith("cgroup"))
                .map(mount -> mount.target().resolve(TestHost.CGROUP))
                .toList();
    }
}
