package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.guest.RunsInGuest;
import dev.sampan.host.Posix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A container starts, is found again, ends and is removed, whatever ends it. */
@RunsInGuest
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ContainerLifecycleHostTests {

    private static final int CONTINUE = 18;
    private static final int STOP = 19;
    private static final String ENDS_WHEN_TOLD =
            "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done";

    private final String program;
    private TestHost host;

    ContainerLifecycleHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void runGivesOutputAndExitCode() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ContainerExit exit =
                host.containers.run(
                        host.shell("echo out; echo err >&2; cat; id -u; exit 7"),
                        Duration.ofSeconds(20),
                        output);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("out\nerr\n1000\n");
        assertThat(exit).isEqualTo(new ContainerExit(7, false));
        assertThat(host.containers.list()).isEmpty();
        assertThat(host.files.ids()).isEmpty();
    }

    @Test
    void startAndStop() throws Exception {
        ContainerSpec spec =
                host.shell("trap 'echo bye; exit 0' TERM; echo hello; while :; do sleep 0.1; done");
        Container container = host.containers.start(spec);
        assertThat(container.pid()).isPositive();
        assertThat(container.labels()).containsEntry("app", "shop");
        assertThat(host.containers.find(spec.id())).contains(container);
        host.awaitLog(spec, "hello");
        host.containers.stop(spec.id(), Duration.ofSeconds(20));
        assertThat(host.log(spec)).contains("stdout F bye");
        assertThat(host.containers.list()).isEmpty();
        assertThat(host.files.ids()).isEmpty();
        assertThat(ProcessHandle.of(container.pid())).isEmpty();
    }

    @Test
    void killAtOnceWhatCannotNoticeTheSignal() {
        ContainerSpec spec = host.spec(List.of("/bin/sleep", "600"));
        host.containers.start(spec);
        long before = System.nanoTime();
        host.containers.stop(spec.id(), Duration.ofSeconds(30));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void callBackWhenAContainerEndsByItself() throws Exception {
        BlockingQueue<ContainerExit> exits = new LinkedBlockingQueue<>();
        host.containers.onExit((_, exit) -> exits.add(exit));
        host.containers.start(host.shell("exit 3"));
        assertThat(exits.poll(30, TimeUnit.SECONDS)).isEqualTo(new ContainerExit(3, false));
        assertThat(host.containers.list()).isEmpty();
        assertThat(host.files.ids()).isEmpty();
    }

    @Test
    void reportAContainerWhoseMonitorWasKilled() throws Exception {
        BlockingQueue<ContainerExit> exits = new LinkedBlockingQueue<>();
        host.containers.onExit((_, exit) -> exits.add(exit));
        ContainerSpec spec = host.spec(List.of("/bin/sleep", "600"));
        Container container = host.containers.start(spec);
        ProcessHandle monitor = ProcessHandle.of(monitor(spec)).orElseThrow();
        monitor.destroyForcibly();
        monitor.onExit().get(30, TimeUnit.SECONDS);
        ProcessHandle.of(container.pid()).orElseThrow().destroyForcibly();
        assertThat(exits.poll(20, TimeUnit.SECONDS))
                .isEqualTo(new ContainerExit(ContainerExit.UNKNOWN, false));
        assertThat(host.files.ids()).isEmpty();
    }

    /** As on a machine that is so busy that the monitor gets no turn. */
    @Test
    void tellTheExitCodeOfAMonitorThatIsSlow() throws Exception {
        ContainerSpec spec = host.shell(ENDS_WHEN_TOLD);
        Container container = host.containers.start(spec);
        host.awaitLog(spec, "ready");
        CompletableFuture<ContainerExit> told = host.containers.exitOf(spec.id());
        ProcessHandle monitor = hold(spec, container);
        // More than one round of looking for what has ended without a word.
        assertThatThrownBy(() -> told.get(5, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        Posix.kill(monitor.pid(), CONTINUE);
        assertThat(told.get(15, TimeUnit.SECONDS)).isEqualTo(new ContainerExit(7, false));
        assertThat(host.files.ids()).isEmpty();
    }

    @Test
    void tellTheExitCodeOfASlowMonitorAfterARestart() throws Exception {
        ContainerSpec spec = host.shell(ENDS_WHEN_TOLD);
        Container container = host.containers.start(spec);
        host.awaitLog(spec, "ready");
        host.containers.close();
        ProcessHandle monitor = hold(spec, container);
        CompletableFuture<HostContainers> restarted =
                CompletableFuture.supplyAsync(() -> host.connect(host.steps()));
        assertThatThrownBy(() -> restarted.get(1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        Posix.kill(monitor.pid(), CONTINUE);
        host.containers = restarted.get(20, TimeUnit.SECONDS);
        CompletableFuture<ContainerExit> told = new CompletableFuture<>();
        host.containers.onExit((_, exit) -> told.complete(exit));
        assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(new ContainerExit(7, false));
        assertThat(host.files.ids()).isEmpty();
    }

    /** Stops the monitor of a container, then ends the program. */
    private ProcessHandle hold(ContainerSpec spec, Container container) throws Exception {
        ProcessHandle monitor = ProcessHandle.of(monitor(spec)).orElseThrow();
        Posix.kill(monitor.pid(), STOP);
        Posix.kill(container.pid(), Posix.SIGTERM);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (HostProcess.startTime(container.pid()).isPresent()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Pause.briefly();
        }
        return monitor;
    }

    private long monitor(ContainerSpec spec) throws IOException {
        return Long.parseLong(Files.readString(host.files.monitor(spec.id().value())).strip());
    }

    @Test
    void adoptWhatRunsAfterARestart() throws Exception {
        ContainerSpec running = host.spec(List.of("/bin/sleep", "600"));
        ContainerSpec ending = host.shell("sleep 1; exit 4");
        Container before = host.containers.start(running);
        host.containers.start(ending);
        host.containers.close();
        host.runtimeExit(ending.id());
        host.containers = host.connect(host.steps());
        assertThat(host.containers.list()).containsExactly(before);
        CompletableFuture<ContainerExit> told = new CompletableFuture<>();
        host.containers.onExit((_, exit) -> told.complete(exit));
        assertThat(told.get(30, TimeUnit.SECONDS).exitCode()).isEqualTo(4);
        host.containers.stop(running.id(), Duration.ZERO);
        assertThat(host.files.ids()).isEmpty();
    }

    @Test
    void killAndRemoveWhenInterrupted() throws Exception {
        ContainerSpec spec = host.shell("echo on; sleep 600");
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        CompletableFuture<Void> writing = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        host.containers.run(
                                                spec,
                                                Duration.ofMinutes(5),
                                                new SignallingOutput(writing));
                                    } catch (InterruptedException | RuntimeException e) {
                                        outcome.complete(e);
                                    }
                                });
        writing.get(30, TimeUnit.SECONDS);
        thread.interrupt();
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(host.files.ids()).isEmpty();
    }

    @Test
    void endARunThatTakesTooLong() {
        assertThatThrownBy(
                        () ->
                                host.containers.run(
                                        host.shell("sleep 600"),
                                        Duration.ofMillis(500),
                                        new ByteArrayOutputStream()))
                .isInstanceOf(ContainerTimeoutException.class);
        assertThat(host.files.ids()).isEmpty();
    }

    @Test
    void sayWhyAProgramCannotBeStarted() {
        assertThatThrownBy(() -> host.containers.start(host.spec(List.of("/no/such/program"))))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("/no/such/program");
        assertThat(host.files.ids()).isEmpty();
    }
}
