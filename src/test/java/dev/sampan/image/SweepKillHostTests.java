package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.SampanHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise: whenever a sweep, a build or a load is cut off, every image that has a name is whole, and the next start removes the rest. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SweepKillHostTests {

    private static final ImageConfig CONFIG =
            new ImageConfig(Map.of(), "/", "0:0", List.of(), List.of("true"), Map.of());

    @TempDir Path home;
    @TempDir Path work;

    private final Random random = new Random(7);
    private ImageFiles files;
    private Image kept;

    @BeforeEach
    void setUp() throws IOException {
        files = new ImageFiles(new SampanHome(home));
        Path tar =
                new TarBuilder()
                        .folder("etc/", e -> e.setMode(0755))
                        .file("etc/motd", "kept")
                        .write(work.resolve("base.tar"));
        try (FileImageStore store = new FileImageStore(files, SweepVictim.EVERYTHING_IS_OLD)) {
            kept = store.importRootTar(tar, CONFIG);
            store.tag("kept", kept.digest());
        }
    }

    @Test
    void keepEveryNamedImageWhenKilledAtAnyMoment() throws Exception {
        for (int round = 0; round < 3; round++) {
            killInTheMiddle(round);
            try (FileImageStore store = new FileImageStore(files, SweepVictim.EVERYTHING_IS_OLD)) {
                assertThat(files.unfinished()).isEmptyDirectory();
                assertThat(files.unfinishedLayers()).isEmptyDirectory();
                assertThat(store.tags()).containsEntry("kept", kept.digest());
                for (Map.Entry<String, Digest> name : store.tags().entrySet()) {
                    Digest named = name.getValue();
                    Image image = store.require(named);
                    List<Path> folders = store.layerFolders(image);
                    boolean loaded = name.getKey().startsWith("loaded/");
                    if (loaded) {
                        assertThat(folders).allMatch(each -> exists(each, SweepVictim.LAST));
                    } else {
                        assertThat(folders.getFirst().resolve("etc/motd")).hasContent("kept");
                    }
                    for (OciJson.Descriptor layer :
                            ImageDocuments.manifest(new Blobs(files), named).layers()) {
                        assertThat(Digest.of(Files.readAllBytes(files.blob(layer.digest()))))
                                .isEqualTo(layer.digest());
                    }
                    if (!loaded && !image.equals(kept)) {
                        assertThat(folders.getLast().resolve("app"))
                                .isDirectoryContaining("glob:**/file-19");
                    }
                }
                store.tags().keySet().stream()
                        .filter(name -> !name.equals("kept"))
                        .forEach(store::untag);
                var _ = store.sweep(List.of());
                assertThat(blobs()).hasSize(3);
            }
        }
    }

    private static boolean exists(Path folder, String name) {
        return Files.exists(folder.resolve(name));
    }

    private List<Path> blobs() throws IOException {
        try (var all = Files.list(files.blobs())) {
            return all.toList();
        }
    }

    /** Kills it after some sweeps, and a moment that no one has chosen. */
    private void killInTheMiddle(int round) throws IOException, InterruptedException {
        Path own = Files.createDirectories(work.resolve("round-" + round));
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SweepVictim.class.getName(),
                                home.toString(),
                                own.toString())
                        .redirectErrorStream(true)
                        .start();
        // Whatever happens, it ends; and so does the reading of what it says.
        var _ =
                victim.onExit()
                        .orTimeout(1, TimeUnit.MINUTES)
                        .whenComplete((_, _) -> victim.destroyForcibly());
        StringBuilder said = new StringBuilder();
        int wanted = 2 + random.nextInt(3);
        try (BufferedReader output = victim.inputReader(StandardCharsets.UTF_8)) {
            int sweeps = 0;
            boolean loaded = false;
            while (sweeps < wanted || !loaded) {
                String line = output.readLine();
                assertThat(line).as(said.toString()).isNotNull();
                said.append(line).append('\n');
                assertThat(line).doesNotStartWith("not whole");
                loaded |= line.startsWith("loaded");
                sweeps += line.startsWith("swept") ? 1 : 0;
            }
            long end = System.nanoTime() + random.nextInt(8_000_000);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            victim.destroyForcibly();
        }
        assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
