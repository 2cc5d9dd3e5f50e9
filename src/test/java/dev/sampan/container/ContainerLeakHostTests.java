package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.DataSize;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private Traces traces;

    ContainerLeakHostTests(String program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        host = new TestHost(program);
        storage = new LoopStorage(host);
        host.use(storage.owners());
        traces = new Traces(host);
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
        List<String> before = traces.now();
        host.containers.storage(TestHost.OWNER, DataSize.ofGibibytes(1));
        List<String> idle = traces.settled();
        assertThat(idle).filteredOn(trace -> trace.startsWith("loop ")).hasSize(1);
        host.run(host.shell("true"));
        traces.await(idle);
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
        traces.await(idle);
        host.containers.destroyStorage(TestHost.OWNER);
        traces.await(before);
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
}
