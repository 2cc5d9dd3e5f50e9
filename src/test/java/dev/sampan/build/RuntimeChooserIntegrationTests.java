package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.FakeImages;
import dev.sampan.image.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@Timeout(60)
class RuntimeChooserIntegrationTests {

    private static final BuildProperties PROPERTIES =
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("sampan.build", BuildProperties.class);
    private static final Buildpack NODE =
            new Buildpack(
                    "node",
                    Optional.of(new RuntimeChoice.Node("node", List.of())),
                    true,
                    List.of(),
                    Optional.empty(),
                    Optional.empty());

    private final FakeImages images = new FakeImages();

    @Test
    void takesTheNewestThatIsThereWhenTheRegistryCannotBeReached() throws Exception {
        for (String version : List.of("20.9.0", "22.1.0", "22.12.0", "24.1.0")) {
            images.tag(
                    RuntimeLayers.tag(PROPERTIES.stack(), "node-" + version),
                    Digest.ofHex("ab".repeat(32)));
        }
        RecordingBuildLog log = new RecordingBuildLog();

        assertThat(choose("22.x", log))
                .extracting(RuntimeRecipe::name)
                .containsExactly("node-22.12.0");
        assertThat(log.text()).contains("Using Node.js 22.12.0, which is there already");
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> choose("18.x", log))
                .withMessageContaining("cannot be fetched");
    }

    private List<RuntimeRecipe> choose(String range, BuildLog log)
            throws IOException, InterruptedException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            NpmRegistry registry =
                    new NpmRegistry(URI.create("http://127.0.0.1:%d/".formatted(closed)), http);
            SourceFiles source =
                    name -> name.equals(".nvmrc") ? Optional.of(range) : Optional.empty();
            return new RuntimeChooser(registry, images, PROPERTIES)
                    .recipes(List.of(NODE), source, log);
        }
    }
}
