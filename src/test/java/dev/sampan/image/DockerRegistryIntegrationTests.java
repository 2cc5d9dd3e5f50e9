package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.TestSecrets;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
        RegistryLogins logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
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
                    .isThrownBy(
                            () -> registries.pull(reference, "shop", SignaturePolicy.NONE, _ -> {}))
                    .withMessageContaining("registry:login");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () ->
                                    registries.check(
                                            registry.host(), new RegistryLogin("me", "wrong")))
                    .withMessageContaining("does not accept the login");
            registries.check(registry.host(), login);
            logins.put(Optional.of("shop"), registry.host(), login);

            Image image = registries.pull(reference, "shop", SignaturePolicy.NONE, _ -> {});

            assertThat(image.layers()).isEqualTo(sample.diffIds());
            assertThat(image.config().entrypoint()).containsExactly("/bin/serve");
            assertThat(store.layerFolders(image).get(1).resolve("b")).hasContent("2");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () ->
                                    registries.pull(
                                            ImageReference.parse(registry.host() + "/team/app:2"),
                                            "shop",
                                            SignaturePolicy.NONE,
                                            _ -> {}))
                    .withMessageContaining("has no image");
        }
    }

    /** The image is pushed by skopeo, signed by openssl, and the signature is sent as cosign sends it. */
    @Test
    void pullWhatOpensslSigned() throws Exception {
        ImageFiles files = new ImageFiles(new SampanHome(home));
        ImageProperties bounds =
                new ImageProperties(Duration.ofHours(1), DataSize.ofMebibytes(32), 10_000);
        SampleImage sample =
                new SampleImage().layer(new TarBuilder().file("a", "1"), SampleImage.GZIP);
        Path archive = sample.saved("app:1").write(folder.resolve("saved.tar"));
        Path key = folder.resolve("cosign.key");
        run(
                "openssl",
                "ecparam",
                "-name",
                "prime256v1",
                "-genkey",
                "-noout",
                "-out",
                key.toString());
        SignaturePolicy policy =
                new SignaturePolicy(
                        SignatureKey.parse(
                                run("openssl", "pkey", "-in", key.toString(), "-pubout")));
        RegistryLogins logins = new RegistryLogins(new SampanHome(home), TestSecrets.in(home));
        try (DockerRegistry registry = new DockerRegistry(folder);
                FileImageStore store = new FileImageStore(files, bounds);
                RegistryConnections connections = connections(registry.host())) {
            logins.put(Optional.empty(), registry.host(), new RegistryLogin("me", "secret"));
            Registries registries = new Registries(store, files, bounds, connections, logins);
            String name = registry.host() + "/team/app";
            ImageReference reference = ImageReference.parse(name + ":1");
            skopeo(
                    "copy",
                    "--dest-tls-verify=false",
                    "--dest-creds=me:secret",
                    "docker-archive:" + archive,
                    "docker://" + name + ":1");
            Digest image =
                    Digest.parse(
                            run(
                                            "skopeo",
                                            "inspect",
                                            "--tls-verify=false",
                                            "--creds=me:secret",
                                            "--format={{.Digest}}",
                                            "docker://" + name + ":1")
                                    .strip());
            assertThatExceptionOfType(UntrustedImageException.class)
                    .isThrownBy(() -> registries.pull(reference, "shop", policy, _ -> {}))
                    .withMessageContaining(image.value())
                    .withMessageContaining("the registry has no signature of it");

            String payload = ImageSigner.payload(name, image);
            Path file = Files.writeString(folder.resolve("payload"), payload);
            Path signature = folder.resolve("signature");
            run(
                    "openssl",
                    "dgst",
                    "-sha256",
                    "-sign",
                    key.toString(),
                    "-out",
                    signature.toString(),
                    file.toString());
            String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(signature));
            RegistryUpload upload = new RegistryUpload(registry.host(), "team/app", "me:secret");
            upload.blob(payload.getBytes(StandardCharsets.UTF_8));
            upload.blob(ImageSigner.emptyConfig());
            upload.manifest(
                    "sha256-" + image.hex() + ".sig",
                    ImageSigner.manifest(Map.of(payload, base64)));

            assertThat(registries.pull(reference, "shop", policy, _ -> {}).layers())
                    .isEqualTo(sample.diffIds());
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
        var _ = run(command.toArray(String[]::new));
    }

    /** Runs a program to its good end; gives what it printed. */
    private String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", "");
        Path errors = Files.createTempFile(folder, "errors", "");
        Process process =
                new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("%s ends", command[0]).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readString(output);
    }
}
