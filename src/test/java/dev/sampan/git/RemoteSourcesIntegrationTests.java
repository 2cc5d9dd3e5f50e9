package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.host.ScriptedNames;
import dev.sampan.secret.TestSecrets;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RemoteSourcesIntegrationTests {

    private static final GitProperties GIT =
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("sampan.git", GitProperties.class);

    @TempDir Path temp;

    private GitOverHttp server;
    private int uid;

    @BeforeEach
    void serve() throws IOException {
        uid = (int) java.nio.file.Files.getAttribute(temp, "unix:uid");
        server =
                GitOverHttp.serve(
                        temp.resolve("remote"),
                        Map.of("bin/detect", "#!/bin/sh\n", "large", "x".repeat(3 << 20)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void writesFilesOfTheBranchThatTheRepositoryNames() {
        Path into = temp.resolve("out/pack");

        SourceTree tree =
                sources(DataSize.ofMebibytes(50))
                        .export(server.address(), Optional.empty(), into, uid);

        assertThat(tree.files()).isEqualTo(3);
        assertThat(into.resolve("bin/detect")).isExecutable().hasContent("#!/bin/sh\n");
        assertThat(temp.resolve("out").toFile().list()).containsExactly("pack");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "v1"})
    void writesFilesOfBranchesAndTags(String ref) {
        Path into = temp.resolve("pack");

        sources(DataSize.ofMebibytes(50)).export(server.address(), Optional.of(ref), into, uid);

        assertThat(into.resolve("bin/detect")).isExecutable();
    }

    @Test
    void saysWhatIsMissingAndLeavesNothing() {
        assertThatExceptionOfType(SourceExportException.class)
                .isThrownBy(
                        () ->
                                sources(DataSize.ofMebibytes(50))
                                        .export(
                                                server.address(),
                                                Optional.of("none"),
                                                temp.resolve("out/pack"),
                                                uid))
                .withMessageStartingWith(
                        "The repository '%s' cannot be fetched: ".formatted(server.address()))
                .withMessageContaining("none");
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void endsFetchThatIsTooLarge() throws IOException {
        byte[] noise = new byte[3 << 20];
        new java.util.Random(1).nextBytes(noise);
        try (GitOverHttp large =
                GitOverHttp.serve(
                        temp.resolve("other"),
                        Map.of(
                                "noise",
                                new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1)))) {
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(
                            () ->
                                    sources(DataSize.ofBytes(64 << 10))
                                            .export(
                                                    large.address(),
                                                    Optional.empty(),
                                                    temp.resolve("out/pack"),
                                                    uid))
                    .withMessageContaining("is larger than 64 KiB");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/x", "http://[::1]/x", "http://169.254.169.254/x",
                        "http://10.0.0.1/x",
                "http://192.168.1.1/x", "http://100.64.0.1/x", "http://[fd00::1]/x",
                        "http://0.0.0.0/x"
            })
    void refusesAddressesOfPrivateNetworks(String address) {
        RemoteSources closed =
                new RemoteSources(
                        GIT,
                        new RemoteSourceProperties(
                                false, DataSize.ofMebibytes(1), Duration.ofSeconds(5)),
                        SshHost.fetches(temp),
                        new GitLogins(new SampanHome(temp), TestSecrets.in(temp)));

        assertThatExceptionOfType(SourceExportException.class)
                .isThrownBy(
                        () ->
                                closed.export(
                                        URI.create(address),
                                        Optional.empty(),
                                        temp.resolve("out/pack"),
                                        uid))
                .withMessageContaining("it is in a private network");
    }

    /** The name's server says at first what may be asked. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "ssh"})
    void asksNoAddressThatWasNotChecked(String scheme) throws IOException {
        RemoteSources closed =
                new RemoteSources(
                        GIT,
                        new RemoteSourceProperties(
                                false, DataSize.ofMebibytes(1), Duration.ofSeconds(5)),
                        SshHost.fetches(temp),
                        new GitLogins(new SampanHome(temp), TestSecrets.in(temp)));
        try (ServerSocket machine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            machine.setSoTimeout(200);
            ScriptedNames.script(scheme + ".test", "255.255.255.255", "127.0.0.1");
            URI address =
                    URI.create("%1$s://%1$s.test:%2$d/x".formatted(scheme, machine.getLocalPort()));

            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(
                            () ->
                                    closed.export(
                                            address,
                                            Optional.of("main"),
                                            temp.resolve("out/pack"),
                                            uid));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(machine::accept);
        }
    }

    /** Whoever may push an app names buildpacks: none of them may come by what only the platform may read. */
    @Test
    void usesNoLoginOfThePlatform() throws IOException {
        Path secrets = Files.createDirectories(temp.resolve("secrets"));
        Files.writeString(secrets.resolve("git-logins.json"), "cannot be read");
        URI encrypted = URI.create(server.address().toString().replace("http:", "https:"));

        assertThatExceptionOfType(SourceExportException.class)
                .isThrownBy(
                        () ->
                                sources(DataSize.ofMebibytes(50))
                                        .export(
                                                encrypted,
                                                Optional.empty(),
                                                temp.resolve("out/pack"),
                                                uid));
    }

    private RemoteSources sources(DataSize largest) {
        return new RemoteSources(
                GIT,
                new RemoteSourceProperties(true, largest, Duration.ofMinutes(1)),
                SshHost.fetches(temp),
                new GitLogins(new SampanHome(temp), TestSecrets.in(temp)));
    }
}
