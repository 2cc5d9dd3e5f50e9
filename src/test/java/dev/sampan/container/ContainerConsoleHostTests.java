package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who enters a container is in it with all that holds for its own program, and leaves nothing behind. */
@Timeout(60)
class ContainerConsoleHostTests {

    private static final String FACTS =
            "id; pwd; echo \"$SECRET\"; umask; ulimit -n; sleep 0.1; cat /proc/self/oom_score_adj;"
                    + " grep -E '^(Cap|NoNewPrivs|Seccomp:|Cpus_allowed_list)' /proc/self/status;"
                    + " for name in cgroup ipc mnt net pid user uts; do readlink /proc/self/ns/$name; done;"
                    + " ps -o ni= -p $$ ; echo done";

    private TestHost host;
    private ContainerSpec spec;

    @BeforeEach
    void open() {
        host = new TestHost("crun");
        spec = host.shell(FACTS + "; exec sleep 300");
        host.containers.start(spec);
        host.awaitLog(spec, "done");
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void whoEntersIsAsTheContainersOwnProgram() {
        ScriptedConsole console = ScriptedConsole.terminal(101, 37);
        int code = enter(console, "tty; stty size; echo $TERM; " + FACTS + "; exit 7").getAsInt();
        assertThat(console.shown())
                .startsWith("/dev/pts/0\r\n37 101\r\nxterm-256color\r\nuid=1000")
                .contains("Seccomp:\t2");
        List<String> own =
                host.log(spec)
                        .lines()
                        .map(line -> line.replaceFirst("^\\S+ stdout F ", ""))
                        .toList();
        assertThat(console.shown().lines().skip(3).toList()).isEqualTo(own);
        assertThat(code).isEqualTo(7);
    }

    @Test
    void keysAndWindowReachTheProgram() throws Exception {
        ScriptedConsole console = ScriptedConsole.terminal(80, 24);
        ScriptedConsole.Conversing talk =
                enter(
                        console,
                        "trap 'stty size' WINCH; trap 'echo stopped; exit 9' INT; echo ready;"
                                + " while :; do sleep 0.1; done");
        console.await("ready");
        console.resize(132, 50);
        console.await("50 132");
        console.type("\u0003");
        assertThat(talk.getAsInt()).isEqualTo(9);
        assertThat(console.shown()).contains("stopped");
    }

    @Test
    void nothingIsLeftOfWhatWasStartedWhenSomebodyLeaves() {
        ScriptedConsole console = ScriptedConsole.terminal(80, 24);
        ScriptedConsole.Conversing talk =
                enter(
                        console,
                        "trap '' HUP TERM; (setsid env -i /bin/sleep 4321 </dev/null >/dev/null 2>&1 &);"
                                + " echo ready; sleep 4321");
        console.await("ready");
        awaitProcesses("4321", true);
        talk.leave();
        awaitProcesses("4321", false);
        assertThat(host.containers.find(spec.id())).isPresent();
        assertThat(host.runtime.cgroup(spec.id().value()).processes()).hasSize(1);

        ScriptedConsole second = ScriptedConsole.terminal(80, 24);
        int code = enter(second, "(setsid sleep 4322 >/dev/null 2>&1 &); echo left").getAsInt();
        assertThat(code).isZero();
        awaitProcesses("4322", false);
    }

    @Test
    void nothingIsLeftOfWhatWasStartedBeforeAnotherControlPlane() {
        ScriptedConsole console = ScriptedConsole.terminal(80, 24);
        ScriptedConsole.Conversing talk =
                enter(console, "trap '' HUP TERM; echo ready; sleep 4323; sleep 4323");
        console.await("ready");
        host.restart();
        awaitProcesses("4323", false);
        assertThat(talk.getAsInt()).isEqualTo(137);
        assertThat(host.containers.find(spec.id())).isPresent();
        host.containers.stop(spec.id(), Duration.ZERO);
        assertThat(host.runtime.cgroup(spec.id().value()).exists()).isFalse();
    }

    @Test
    void limitsHoldForWhoEnters() {
        spec =
                TestHost.with(
                        host.shell("exec sleep 300"),
                        ContainerLimits.of(CpuCount.of(1), DataSize.ofMebibytes(64), 20));
        host.containers.start(spec);
        ScriptedConsole console = ScriptedConsole.streams();
        int code = enter(console, "perl -e '$x = \"x\" x (100 << 20); print \"all\"'").getAsInt();
        assertThat(code).isEqualTo(137);
        assertThat(console.shown()).doesNotContain("all");
        ScriptedConsole bomb = ScriptedConsole.streams();
        int refused =
                enter(bomb, "i=0; while [ $i -lt 40 ]; do sleep 60 & i=$((i + 1)); done")
                        .getAsInt();
        assertThat(refused).isEqualTo(2);
        assertThat(bomb.complained()).contains("Cannot fork");
        assertThat(host.containers.find(spec.id())).isPresent();
    }

    @Test
    void streamsArePassedOn() throws Exception {
        ScriptedConsole console = ScriptedConsole.streams();
        ScriptedConsole.Conversing talk =
                enter(console, "tty; cat; echo problem >&2; sleep 0.01; exit 3");
        console.type("some words\n");
        console.close();
        assertThat(talk.getAsInt()).isEqualTo(3);
        assertThat(console.shown()).isEqualTo("not a tty\nsome words\n");
        assertThat(console.complained()).isEqualTo("problem\n");
    }

    @Test
    void runcEntersWithoutTerminalOnly() {
        try (TestHost other = new TestHost("runc")) {
            ContainerSpec own = other.shell("exec sleep 300");
            other.containers.start(own);
            ScriptedConsole streams = ScriptedConsole.streams();
            int code =
                    ScriptedConsole.begin(
                                    () ->
                                            other.containers.enter(
                                                    own.id(),
                                                    List.of("/bin/sh", "-c", "id -u; exit 4"),
                                                    streams))
                            .getAsInt();
            assertThat(code).isEqualTo(4);
            assertThat(streams.shown()).isEqualTo("1000\n");
            ScriptedConsole terminal = ScriptedConsole.terminal(80, 24);
            assertThatThrownBy(
                            () -> other.containers.enter(own.id(), List.of("/bin/true"), terminal))
                    .hasMessageContaining("--no-tty");
        }
    }

    @Test
    void programsThatAreMissingAreTold() {
        ScriptedConsole console = ScriptedConsole.terminal(80, 24);
        int code =
                ScriptedConsole.begin(
                                () ->
                                        host.containers.enter(
                                                spec.id(), List.of("/no/such/program"), console))
                        .getAsInt();
        assertThat(code).isEqualTo(127);
        assertThat(console.shown()).contains("/no/such/program: not found");
        assertThatThrownBy(
                        () ->
                                host.containers.enter(
                                        new ContainerId("none"), List.of("/bin/true"), console))
                .hasMessageContaining("Container 'none' does not run");
        assertThat(host.runtime.cgroup(spec.id().value()).processes()).hasSize(1);
    }

    @Test
    void containersOfTheirOwnHaveTerminalsToo() throws Exception {
        ScriptedConsole console = ScriptedConsole.terminal(99, 33);
        ContainerSpec own =
                host.shell(
                        "tty; stty size; trap 'stty size' WINCH; echo ready; read -r line; echo \"got $line\"; exit 5");
        ScriptedConsole.Conversing talk =
                ScriptedConsole.begin(
                        () -> host.containers.run(own, Duration.ofSeconds(30), console).exitCode());
        console.await("ready");
        console.type("hello\r");
        assertThat(talk.getAsInt()).isEqualTo(5);
        assertThat(console.shown()).startsWith("/dev/pts/0\r\n33 99\r\n").contains("got hello\r\n");
        assertThat(host.runtime.cgroup(own.id().value()).exists()).isFalse();

        ScriptedConsole left = ScriptedConsole.terminal(80, 24);
        ContainerSpec stays =
                host.shell("trap '' HUP INT TERM; echo ready; sleep 4324; sleep 4324");
        ScriptedConsole.Conversing leaving =
                ScriptedConsole.begin(
                        () -> host.containers.run(stays, Duration.ofSeconds(60), left).exitCode());
        left.await("ready");
        leaving.leave();
        awaitProcesses("4324", false);
        assertThat(host.runtime.cgroup(stays.id().value()).exists()).isFalse();
    }

    private ScriptedConsole.Conversing enter(ScriptedConsole console, String script) {
        return ScriptedConsole.begin(
                () -> host.containers.enter(spec.id(), List.of("/bin/sh", "-c", script), console));
    }

    /** Waits until there are, or are no, processes of this machine with an argument. */
    private static void awaitProcesses(String argument, boolean wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (runs(argument) != wanted) {
            assertThat(System.nanoTime()).as("processes with " + argument).isLessThan(deadline);
            Pause.briefly();
        }
    }

    private static boolean runs(String argument) {
        return ProcessHandle.allProcesses()
                .anyMatch(
                        process ->
                                List.of(process.info().arguments().orElse(new String[0]))
                                        .contains(argument));
    }
}
