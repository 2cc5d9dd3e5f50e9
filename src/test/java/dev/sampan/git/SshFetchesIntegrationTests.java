package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.TestSecrets;
import dev.sampan.unit.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Private repositories: fetched with the deploy key, from hosts whose key was allowed. */
@Timeout(120)
class SshFetchesIntegrationTests {

    private static final GitProperties GIT =
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("sampan.git", GitProperties.class);

    @TempDir Path temp;

    private Path home;
    private Path repository;
    private KeyPair hostKey;
    private KeyPair deployKey;

    @BeforeEach
    void commit() throws Exception {
        home = temp.resolve("home");
        repository = temp.resolve("remote");
        hostKey = SshHost.key();
        deployKey = SshHost.key();
        GitOverHttp.serve(repository, Map.of("file", "private")).close();
    }

    private RemoteSources sources(boolean privateNetworks, KeyPair key) {
        return new RemoteSources(
                GIT,
                new RemoteSourceProperties(
                        privateNetworks, DataSize.ofMebibytes(1), Duration.ofSeconds(60)),
                SshHost.fetches(home, key),
                new GitLogins(new SampanHome(home), TestSecrets.in(home)));
    }

    private String export(RemoteSources sources, SshHost host, String name) throws Exception {
        Path into = temp.resolve(name);
        sources.export(
                host.address(),
                Optional.of("main"),
                into,
                (int) Files.getAttribute(temp, "unix:uid"));
        return Files.readString(into.resolve("file"));
    }

    @Test
    void fetchesFromAHostThatWasAllowed() throws Exception {
        try (SshHost host = new SshHost(repository, hostKey, 0, deployKey.getPublic())) {
            RemoteSources sources = sources(true, deployKey);

            String fingerprint = sources.allowHost("127.0.0.1", host.port());

            assertThat(fingerprint)
                    .isEqualTo(KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic()));
            assertThat(export(sources, host, "one")).isEqualTo("private");
            assertThat(host.commands).containsExactly("git-upload-pack '/owner/app.git'");
            // It is on the disk: somebody else knows it as well.
            assertThat(export(sources(true, deployKey), host, "two")).isEqualTo("private");
        }
    }

    @Test
    void refusesAHostThatNobodyAllowedOrThatHasAnotherKey() throws Exception {
        int port;
        try (SshHost host = new SshHost(repository, hostKey, 0, deployKey.getPublic())) {
            port = host.port();
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(() -> export(sources(true, deployKey), host, "one"))
                    .withMessageContaining("its key is not known here")
                    .withMessageContaining("`git:allow-host 127.0.0.1:%d`".formatted(port));
            sources(true, deployKey).allowHost("127.0.0.1", port);
        }
        try (SshHost other = new SshHost(repository, SshHost.key(), port, deployKey.getPublic())) {
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(() -> export(sources(true, deployKey), other, "one"))
                    .withMessageContaining("it has another key than the one that was allowed");
            assertThat(other.commands).isEmpty();
            sources(true, deployKey).allowHost("127.0.0.1", port);
            assertThat(export(sources(true, deployKey), other, "two")).isEqualTo("private");
        }
    }

    @Test
    void saysWhichKeyTheRepositoryHasToKnow() throws Exception {
        try (SshHost host = new SshHost(repository, hostKey, 0, deployKey.getPublic())) {
            RemoteSources stranger = sources(true, SshHost.key());
            stranger.allowHost("127.0.0.1", host.port());

            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(() -> export(stranger, host, "one"))
                    .withMessageContaining("`git:public-key`");
            assertThat(host.commands).isEmpty();
        }
    }

    @Test
    void asksNoHostOfAPrivateNetwork() throws Exception {
        try (SshHost host = new SshHost(repository, hostKey, 0, deployKey.getPublic())) {
            RemoteSources closed = sources(false, deployKey);

            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(() -> closed.allowHost("127.0.0.1", host.port()))
                    .withMessageContaining("it is in a private network");
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(() -> export(closed, host, "one"))
                    .withMessageContaining("it is in a private network");
        }
    }
}
