package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images go to a real registry by a tool of others and come back by ours. */
@Timeout(240)
class DockerRegistryIntegrationTests {

    @TempDir Path home;
    @TempDir Path folder;

    @Test
    void pullWhatAnotherToolPushed() throws Exception {
        ImageFiles files = new ImageFiles(new SampanHome(home));
        ImageProperties bounds =
                new ImageProperties(Duration.ofHours(1), DataSize.ofMebibytes(32), 10_000);
        SampleImage sample =
                new SampleImage()
                        .layer(new TarBuilder().file("a", "1"), SampleImage.GZIP)
                        .layer(new TarBuilder().file("b", "2"), SampleImage.GZIP);
        Path archive = sample.saved("app:1").write(folder.resolve("saved.tar"));
        RegistryLogins logins = new RegistryLogins(new SampanHome(home));
        RegistryLogin login = new RegistryLogin("me", "secret");
        try (DockerRegistry registry = new DockerRegistry(folder);
                FileImageStore store = new FileImageStore(files, bounds);
                RegistryConnections connections = connections(registry.host())) {
            Registries registries = new Registries(store, files, bounds, connections, logins);
            String name = registry.host() + "/team/app:1";
            skopeo(
                    "copy",
                    "--dest-tls-verify=false",
                    "--dest-creds=me:secret",
                    "docker-archive:" + archive,
                    "docker://" + name);
            ImageReference reference = ImageReference.parse(name);

            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> registries.pull(reference, "shop", _ -> {}))
                    .withMessageContaining("registry:login");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () ->
                                    registries.check(
                                            registry.host(), new RegistryLogin("me", "wrong")))
                    .withMessageContaining("does not accept the login");
            registries.check(registry.host(), login);
            logins.put(Optional.of("shop"), registry.host(), login);

            Image image = registries.pull(reference, "shop", _ -> {});

            assertThat(image.layers()).isEqualTo(sample.diffIds());
            assertThat(image.config().entrypoint()).containsExactly("/bin/serve");
            assertThat(store.layerFolders(image).get(1).resolve("b")).hasContent("2");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () ->
                                    registries.pull(
                                            ImageReference.parse(registry.host() + "/team/app:2"),
                                            "shop",
                                            _ -> {}))
                    .withMessageContaining("has no image");
        }
    }

    private static RegistryConnections connections(String host) {
        return new RegistryConnections(
                new RegistryProperties(
                        List.of(),
                        List.of(host),
                        3,
                        Duration.ofSeconds(30),
                        3,
                        Duration.ofMillis(1)));
    }

    private void skopeo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", "");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("skopeo ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
