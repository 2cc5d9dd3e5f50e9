package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.SampanHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeCommandTests {

    @TempDir Path home;

    @Test
    void callTheRuntimeWithItsOwnState() {
        Path crun = Path.of("/usr/bin/crun");
        assertThat(RuntimeCommand.start(crun, Path.of("/s"), "c1").argv())
                .containsExactly("/usr/bin/crun", "--root=/s", "start", "c1");
        assertThat(RuntimeCommand.run(crun, Path.of("/s"), Path.of("/b"), "c1").argv())
                .containsExactly("/usr/bin/crun", "--root=/s", "run", "--bundle", "/b", "c1");
    }

    @Test
    void giveTheLogToTheMonitor() {
        List<String> argv =
                command(Optional.of(new MonitorLog(Path.of("/log/c1.log"), true))).argv();
        assertThat(argv).startsWith("/usr/bin/conmon", "--cid", "c1", "--cuuid", "c1");
        assertThat(argv)
                .endsWith(
                        "--log-path",
                        "k8s-file:/log/c1.log",
                        "--log-size-max",
                        "16777216",
                        "--stdin");
    }

    @Test
    void letTheMonitorStayWithItsFileWhereItCannotGetAnother() {
        assertThat(command(Optional.of(new MonitorLog(Path.of("/log/c1.log"), false))).argv())
                .endsWith("--log-path", "k8s-file:/log/c1.log", "--stdin");
    }

    @Test
    void letTheMonitorPassOutputOn() {
        assertThat(command(Optional.empty()).argv()).endsWith("--log-path", "passthrough");
    }

    @Test
    void handATerminalOverAtASocket() {
        assertThat(command(Optional.empty(), Optional.of(Path.of("/s/tty"))).argv())
                .endsWith("--runtime-opt", "--console-socket=/s/tty", "--log-path", "passthrough");
        assertThat(enter(Optional.of(Path.of("/s/tty"))).argv())
                .containsExactly(
                        "/usr/bin/crun",
                        "--root=/s",
                        "exec",
                        "--process",
                        "/b/exec.json",
                        "--pid-file",
                        "/b/exec.pid",
                        "--console-socket",
                        "/s/tty",
                        "c1");
        assertThat(enter(Optional.empty()).argv()).endsWith("--pid-file", "/b/exec.pid", "c1");
    }

    private static EnterCommand enter(Optional<Path> console) {
        return new EnterCommand(
                Path.of("/usr/bin/crun"),
                Path.of("/s"),
                "c1",
                Path.of("/b/exec.json"),
                Path.of("/b/exec.pid"),
                console);
    }

    @Test
    void readTheHardLimitOfOpenFiles() {
        assertThat(
                        RuntimeSpecs.openFiles(
                                List.of(
                                        "Limit                     Soft Limit           Hard Limit           Units     ",
                                        "Max open files            1024                 20000                files     ")))
                .isEqualTo(20_000);
    }

    private ConmonCommand command(Optional<MonitorLog> log) {
        return command(log, Optional.empty());
    }

    private ConmonCommand command(Optional<MonitorLog> log, Optional<Path> console) {
        return new ConmonCommand(
                Path.of("/usr/bin/conmon"),
                Path.of("/usr/bin/crun"),
                new RuntimeFiles(new SampanHome(home)),
                "c1",
                Path.of("/b"),
                log,
                console);
    }
}
