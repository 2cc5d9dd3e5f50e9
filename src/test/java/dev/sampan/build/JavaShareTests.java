package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the Java buildpack tells the JVM about the limits of its process. */
@Timeout(60)
class JavaShareTests {

    private static final String LATER = "-XX:CompileThresholdScaling=4";

    @TempDir private Path groups;

    @Test
    void compilesLaterWithTwoProcessorsOrLess() throws Exception {
        Files.writeString(groups.resolve("memory.max"), "536870912\n");
        Files.writeString(groups.resolve("cpu.max"), "50000 100000\n");
        assertThat(options())
                .startsWith(LATER + " -XX:MaxRAM=536870912 -XX:MaxRAMPercentage=50 ")
                .endsWith(" -Dof=app\n");

        Files.writeString(groups.resolve("cpu.max"), "200000 100000\n");
        assertThat(options()).contains(LATER);

        Files.writeString(groups.resolve("cpu.max"), "200001 100000\n");
        assertThat(options()).doesNotContain(LATER);

        Files.writeString(groups.resolve("cpu.max"), "max 100000\n");
        assertThat(options()).doesNotContain(LATER);
    }

    @Test
    void knowsTheLimitsOfTheFirstControlGroups() throws Exception {
        Path cpu = Files.createDirectory(groups.resolve("cpu"));
        Files.writeString(cpu.resolve("cpu.cfs_period_us"), "100000\n");
        Files.writeString(cpu.resolve("cpu.cfs_quota_us"), "100000\n");
        assertThat(options()).isEqualTo(LATER + " -Dof=app\n");

        Files.writeString(cpu.resolve("cpu.cfs_quota_us"), "-1\n");
        assertThat(options()).isEqualTo("-Dof=app\n");
    }

    /** What the script, reading control groups from a folder, makes of an app's own options. */
    private String options() throws IOException, InterruptedException {
        String script =
                Files.readString(Path.of("buildpacks/java/lib/memory.sh"))
                        .replace("/sys/fs/cgroup", groups.toString());
        ProcessBuilder bash =
                new ProcessBuilder("bash", "-euc", script + "echo \"$JAVA_TOOL_OPTIONS\"");
        bash.environment().put("JAVA_TOOL_OPTIONS", "-Dof=app");
        Process process = bash.redirectErrorStream(true).start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }
}
