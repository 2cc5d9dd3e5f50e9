package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.AppName;
import dev.sampan.image.ImageConfig;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: a Dockerfile becomes an image that does what it says, and its steps stay in their container. */
class DockerfileHostTests {

    private static final DataSize DISK = DataSize.ofMebibytes(512);

    private static BuildTestHost host;

    @TempDir Path temp;

    @BeforeAll
    static void start() throws IOException {
        host = BuildTestHost.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private TestSource source(AppName app, String dockerfile) throws IOException {
        TestSource source = host.source(app, temp);
        Path busybox = source.folder().resolve("busybox");
        Files.copy(Path.of("/bin/busybox"), busybox);
        Files.setPosixFilePermissions(busybox, PosixFilePermissions.fromString("rwxr-xr-x"));
        source.write("Dockerfile", dockerfile);
        return source;
    }

    @Test
    void buildsStagesAndKeepsWhatTheDockerfileSays() throws Exception {
        AppName app = AppName.parse("d-stages");
        TestSource source =
                source(
                        app,
                        """
                        FROM scratch AS tools
                        COPY busybox /bin/busybox
                        RUN ["/bin/busybox", "--install", "-s", "/bin"]
                        ARG GREETING=nobody
                        RUN mkdir -p /srv /etc && echo "hello $GREETING" >/srv/index.html && ls -a /src* >/srv/seen || true
                        FROM tools
                        RUN mkdir -p /www /tmp && echo 'www:x:33:33::/www:/bin/sh' >/etc/passwd && echo 'www:x:33:' >/etc/group
                        COPY --from=tools --chown=33:33 /srv /www
                        COPY . /context
                        ENV COLOUR=blue
                        WORKDIR /www
                        EXPOSE 5000 5001/udp
                        USER www
                        HEALTHCHECK --interval=1s --retries=2 CMD wget -q -O /dev/null http://127.0.0.1:5000/
                        ENTRYPOINT ["/bin/busybox"]
                        CMD ["httpd", "-f", "-p", "5000"]
                        """);
        source.write(".dockerignore", "secret\n");
        source.write("secret", "do not copy");
        source.write("kept", "copy");
        RecordingBuildLog first = new RecordingBuildLog();

        BuildResult built =
                host.build(
                        app, source.push(), DISK, List.of("--build-arg", "GREETING=world"), first);

        ImageConfig config = host.image(built).config();
        assertThat(built.buildpack()).isEqualTo("dockerfile");
        assertThat(built.processTypes()).containsExactly(Map.entry("web", ""));
        assertThat(config.entrypoint()).containsExactly("/bin/busybox");
        assertThat(config.arguments()).containsExactly("httpd", "-f", "-p", "5000");
        assertThat(config.env()).containsEntry("COLOUR", "blue");
        assertThat(config.user()).isEqualTo("www");
        assertThat(config.tcpPort()).hasValue(5000);
        assertThat(config.healthCheck().orElseThrow().command())
                .containsExactly("/bin/sh", "-c", "wget -q -O /dev/null http://127.0.0.1:5000/");
        try (BuildTestHost.Running web =
                host.run(app, built, List.of("httpd", "-f", "-p", "5000"))) {
            assertThat(web.get("/").body()).isEqualTo("hello world\n");
        }
        assertThat(output(app, built, "find", "/context", "-type", "f"))
                .contains("/context/kept")
                .doesNotContain("secret");

        RecordingBuildLog second = new RecordingBuildLog();
        source.write("kept", "changed");
        host.build(app, source.push(), DISK, List.of("--build-arg", "GREETING=world"), second);
        assertThat(second.text()).contains("Using cache");
        host.assertNothingLeft(app);
    }

    @Test
    void saysWhichStepFailed() throws Exception {
        AppName app = AppName.parse("d-fails");
        String commit =
                source(
                                app,
                                """
                                FROM scratch
                                COPY busybox /bin/busybox
                                RUN ["/bin/busybox", "false"]
                                CMD ["/bin/busybox"]
                                """)
                        .push();

        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> host.build(app, commit, DISK, List.of(), new RecordingBuildLog()))
                .withMessageContaining("exit status 1");
        host.assertNothingLeft(app);
    }

    @Test
    void endsStepsThatTakeMoreThanTheyMay() throws Exception {
        AppName app = AppName.parse("d-hostile");
        String begin =
                "FROM scratch\nCOPY busybox /bin/busybox\nSHELL [\"/bin/busybox\", \"sh\", \"-c\"]\n";
        TestSource source =
                source(app, begin + "RUN busybox dd if=/dev/zero of=/big bs=1M count=10240\n");
        String large = source.push();
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(
                        () ->
                                host.build(
                                        app,
                                        large,
                                        DataSize.ofMebibytes(128),
                                        List.of(),
                                        new RecordingBuildLog()))
                .withMessageContaining("disk limit");

        source.write(
                "Dockerfile",
                begin
                        + "RUN i=0; while [ $i -lt 3000 ]; do busybox sleep 60 & i=$((i+1)); done; echo started all\n");
        String many = source.push();
        RecordingBuildLog log = new RecordingBuildLog();
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> host.build(app, many, DISK, List.of(), log));
        assertThat(log.lines).noneMatch(line -> line.strip().equals("started all"));
        host.assertNothingLeft(app);
    }

    @Test
    void reachesNothingThatAppsDoNotReach() throws Exception {
        AppName app = AppName.parse("d-reach");
        String commit =
                source(
                                app,
                                """
                                FROM scratch
                                COPY busybox /bin/busybox
                                SHELL ["/bin/busybox", "sh", "-c"]
                                RUN busybox wget -T 3 -O - http://169.254.169.254/ && echo metadata answered; true
                                RUN busybox mount -t tmpfs none /bin && echo mounted in a step; true
                                RUN busybox grep CapEff /proc/self/status
                                CMD ["/bin/busybox"]
                                """)
                        .push();
        RecordingBuildLog log = new RecordingBuildLog();

        host.build(app, commit, DISK, List.of(), log);

        assertThat(log.lines)
                .noneMatch(line -> line.strip().equals("metadata answered"))
                .noneMatch(line -> line.strip().equals("mounted in a step"))
                // CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, SYS_CHROOT,
                // SETFCAP
                .anyMatch(line -> line.contains("00000000800401fb"));
    }

    @Test
    void beginsFromAPrivateImageAndShowsNoStepTheLogin() throws Exception {
        AppName app = AppName.parse("d-private");
        String commit =
                source(
                                app,
                                """
                                ARG TEAM=%s/team
                                FROM $TEAM/base:1
                                COPY busybox /bin/busybox
                                SHELL ["/bin/busybox", "sh", "-c"]
                                RUN busybox test -d /buildah/packs && echo sees all of the container
                                RUN busybox find / /buildah/* -xdev -name auth.json 2>/dev/null; busybox ls -d /buildah/logins; busybox grep /logins /proc/self/mountinfo; true
                                ENTRYPOINT ["/bin/busybox"]
                                CMD ["cat", "/base"]
                                """
                                        .formatted(PrivateRegistry.HOST))
                        .push();
        // No user may choose this option: it shows steps more than a hostile one could get.
        List<String> options = List.of("--volume", "/:/buildah");
        try (PrivateRegistry registry = new PrivateRegistry(temp.resolve("registry"))) {
            registry.push(temp.resolve("base"), "team/base:1", "base", "private");
            assertThatExceptionOfType(BuildFailedException.class)
                    .isThrownBy(
                            () -> host.build(app, commit, DISK, options, new RecordingBuildLog()));
            RecordingBuildLog log = new RecordingBuildLog();
            BuildResult built;
            try (BuildTestHost.Login _ =
                    host.login(app, PrivateRegistry.HOST, PrivateRegistry.LOGIN)) {
                built = host.build(app, commit, DISK, options, log);
            }
            assertThat(
                            log.lines.stream()
                                    .map(String::strip)
                                    .filter(line -> !line.startsWith("STEP")))
                    .contains("sees all of the container")
                    .contains("-----> Fetching " + PrivateRegistry.HOST + "/team/base:1")
                    .contains("ls: /buildah/logins: No such file or directory")
                    .noneMatch(line -> line.contains("auth.json"))
                    .noneMatch(
                            line ->
                                    line.startsWith("/buildah/logins")
                                            || line.contains(" /logins "));
            assertThat(output(app, built, "cat", "/base")).isEqualTo("private");
            assertThat(host.filesOf(app, PrivateRegistry.ENCODED)).isEmpty();
            assertThat(
                            output(
                                    app,
                                    built,
                                    "grep",
                                    "-r",
                                    "-l",
                                    PrivateRegistry.ENCODED,
                                    "/bin",
                                    "/etc"))
                    .isEmpty();
        }
        host.assertNothingLeft(app);
    }

    private static String output(AppName app, BuildResult built, String... arguments)
            throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        host.once(app, built, List.of(arguments), output);
        return output.toString(StandardCharsets.UTF_8);
    }
}
