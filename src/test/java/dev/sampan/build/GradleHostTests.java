package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.AppName;
import dev.sampan.unit.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app with a Gradle wrapper is built by the Gradle that it names, which is fetched once. */
class GradleHostTests {

    private static final AppName APP = AppName.parse("b-gradle");
    private static final String ADDRESS = "198.51.100.10";
    private static final int PORT = 8000;
    private static final DataSize DISK = DataSize.ofGibibytes(1);

    /** What this old one needs of a newer Java. */
    private static final Map<String, String> OPTIONS =
            Map.of("GRADLE_OPTS", "--add-opens=java.base/java.lang=ALL-UNNAMED");

    @TempDir Path temp;

    @Test
    void wrapperFetchesGradleOnceAndBuildsWhatAnswers() throws Exception {
        Path served = Files.createDirectory(temp.resolve("served"));
        Path log = temp.resolve("requests");
        try (BuildTestHost host = BuildTestHost.start();
                OtherMachine machine = new OtherMachine("gradle", ADDRESS)) {
            GradleDistribution gradle = new GradleDistribution(host.installed("gradle"));
            gradle.write(served.resolve("gradle-4.4.1-bin.zip"));
            Process server =
                    machine.serve(
                            PORT,
                            log,
                            "python3",
                            "-m",
                            "http.server",
                            "--bind",
                            ADDRESS,
                            "--directory",
                            served.toString(),
                            Integer.toString(PORT));
            try {
                TestSource source =
                        host.source(APP, temp.resolve("source"))
                                .copyOf(Path.of("src/test/resources/gradle"));
                gradle.writeWrapper(source.folder().resolve("gradle/wrapper/gradle-wrapper.jar"));
                build(host, source, "hello from Gradle\n");
                source.write(
                        "src/main/java/hello/Hello.java",
                        source.read("src/main/java/hello/Hello.java")
                                .replace("hello from", "hello again from"));
                build(host, source, "hello again from Gradle\n");
            } finally {
                server.destroyForcibly();
            }
            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> line.contains("GET /gradle-4.4.1-bin.zip"))
                    .hasSize(1);
            saysWhatIsMissing(host);
        }
    }

    private static void build(BuildTestHost host, TestSource source, String answer)
            throws Exception {
        RecordingBuildLog log = new RecordingBuildLog();
        BuildResult built;
        try {
            built = host.build(APP, source.push(), OPTIONS, DISK, log);
        } catch (BuildFailedException e) {
            throw new AssertionError(log.text(), e);
        }
        assertThat(log.text()).contains("Building with Gradle (assemble)", "BUILD SUCCESSFUL");
        assertThat(built.processTypes().get("web")).contains("build/libs/hello.jar");
        try (BuildTestHost.Running web = host.run(APP, built, "web")) {
            assertThat(web.get("/").body()).isEqualTo(answer);
        }
    }

    private void saysWhatIsMissing(BuildTestHost host) throws Exception {
        AppName app = AppName.parse("b-no-gradle");
        TestSource source = host.source(app, temp.resolve("without"));
        source.write("build.gradle", "");
        refused(host, app, source, "Run 'gradle wrapper' and commit gradlew and gradle/");

        source.write("gradlew", "");
        refused(host, app, source, "git add -f gradle/wrapper/gradle-wrapper.jar");
    }

    private static void refused(BuildTestHost host, AppName app, TestSource source, String advice) {
        RecordingBuildLog log = new RecordingBuildLog();
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> host.build(app, source.push(), Map.of(), DISK, log));
        assertThat(log.text()).contains(advice);
    }
}
