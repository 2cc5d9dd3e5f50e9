package dev.sampan.image;

import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes images, gives and takes names, and sweeps, without end; beside that takes images from archives, and unpacks their
 * layers once more. Somebody kills it in the middle.
 */
final class SweepVictim {

    /** The last file of each layer of an image that was loaded. */
    static final String LAST = "last";

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
        ImageFiles files = new ImageFiles(new SampanHome(Path.of(arguments[0])));
        FileImageStore store = new FileImageStore(files, EVERYTHING_IS_OLD);
        Image kept = store.tagged("kept").orElseThrow();
        Thread.ofPlatform().start(() -> load(store, files));
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

    private static void load(FileImageStore store, ImageFiles files) {
        for (int i = 0; ; i++) {
            SampleImage sample =
                    new SampleImage()
                            .layer(layer(i, "lower"), SampleImage.GZIP)
                            .layer(layer(i, "upper"), SampleImage.PLAIN);
            byte[] archive = sample.saved("owner/app:" + i).bytes();
            try {
                Image image =
                        store.importArchive(
                                new ByteArrayInputStream(archive), Optional.empty(), _ -> {});
                store.tag("loaded/v" + i, image.digest());
                for (Digest layer : image.layers()) {
                    Files.move(files.layer(layer), files.newUnfinishedLayer());
                }
                for (Path layer : store.layerFolders(image)) {
                    if (!Files.exists(layer.resolve(LAST))) {
                        System.out.println("not whole " + layer);
                    }
                }
                System.out.println("loaded " + i);
                store.untag("loaded/v" + i);
            } catch (ImageStoreException | ImageNotFoundException e) {
                // All is old here: a sweep took it before it had a name.
                System.out.println("swept before it was named " + i);
            } catch (IOException e) {
                System.out.println("not whole " + e);
            }
        }
    }

    private static TarBuilder layer(int number, String name) {
        TarBuilder tar = new TarBuilder();
        for (int file = 0; file < 50; file++) {
            tar.file("files/file-" + file, name + " " + number + " " + file);
        }
        return tar.file(LAST, "");
    }
}
