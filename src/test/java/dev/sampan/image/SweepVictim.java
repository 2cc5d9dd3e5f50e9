package dev.sampan.image;

import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Makes images, gives and takes names, and sweeps, without end: somebody kills it in the middle. */
final class SweepVictim {

    private SweepVictim() {}

    static final ImageProperties EVERYTHING_IS_OLD =
            new ImageProperties(Duration.ofMinutes(-1), DataSize.ofMebibytes(32), 10_000);

    /**
     * Runs until it is killed.
     *
     * @param arguments the home, and a folder of its own
     */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[1]);
        FileImageStore store =
                new FileImageStore(
                        new ImageFiles(new SampanHome(Path.of(arguments[0]))), EVERYTHING_IS_OLD);
        Image kept = store.tagged("kept").orElseThrow();
        for (int i = 0; ; i++) {
            Path source = Files.createDirectories(work.resolve("source-" + i));
            for (int file = 0; file < 20; file++) {
                Files.writeString(source.resolve("file-" + file), i + " " + file);
            }
            Image made =
                    store.addLayer(
                            kept.digest(),
                            new LayerSource(source, "/app", 0, false),
                            kept.config());
            store.tag("app/shop/v" + i, made.digest());
            if (i > 0) {
                store.untag("app/shop/v" + (i - 1));
            }
            var _ = store.sweep(List.of());
            System.out.println("swept " + i);
        }
    }
}
