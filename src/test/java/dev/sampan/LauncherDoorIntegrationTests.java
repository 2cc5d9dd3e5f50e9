package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a command says while the control plane is not there yet. */
@Timeout(120)
class LauncherDoorIntegrationTests {

    private static final Path LAUNCHER = Path.of("sampan").toAbsolutePath();

    @TempDir private Path home;
    private Process supervisor;
    private int port;

    /** A process that looks like a supervisor and starts nothing. */
    @BeforeEach
    void superviseNothing() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        supervisor =
                new ProcessBuilder("sh", "-c", "sleep 300; :", "--supervise", "control", "x")
                        .start();
        String stat = Files.readString(Path.of("/proc", Long.toString(supervisor.pid()), "stat"));
        String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
        Files.createDirectories(home.resolve("run"));
        Files.writeString(
                home.resolve("run/control.supervisor.pid"),
                supervisor.pid() + " " + start + " " + boot);
    }

    @AfterEach
    void endSupervisor() {
        supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
        supervisor.destroyForcibly();
    }

    @Test
    void waitsForAControlPlaneThatIsStarting() throws Exception {
        Path output = home.resolve("output");
        Process command = command(output);
        await(command, output, "The control plane is starting; waiting for it");
        try (ServerSocket _ = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        // It got through, and then there was no key in this home.
        assertThat(Files.readString(output)).contains("The operator's key");
        assertThat(command.exitValue()).isEqualTo(1);
    }

    @Test
    void givesUpWhenTheSupervisorEnds() throws Exception {
        Path output = home.resolve("output");
        Process command = command(output);
        await(command, output, "The control plane is starting; waiting for it");
        endSupervisor();
        assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains("The control plane is not running");
        assertThat(command.exitValue()).isEqualTo(1);
    }

    private Process command(Path output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(LAUNCHER.toString(), "apps:list")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("SAMPAN_HOME", home.toString());
        builder.environment().put("SAMPAN_SSH_PORT", Integer.toString(port));
        return builder.start();
    }

    private static void await(Process command, Path output, String text) throws Exception {
        while (!Files.readString(output, StandardCharsets.UTF_8).contains(text)) {
            assertThat(command.waitFor(50, TimeUnit.MILLISECONDS))
                    .as(Files.readString(output))
                    .isFalse();
        }
    }
}
