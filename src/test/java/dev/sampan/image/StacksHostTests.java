package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: the base layer is made once, from Debian's own packages, and has what an app needs. */
class StacksHostTests {

    /** Kept between runs of the tests, since making one takes half a minute and a network. */
    private static final Path CACHE = Path.of("/var/cache/sampan-tests");

    @TempDir Path home;

    @Test
    void makeTheBaseLayerOnceWhenTwoAskForIt() throws Exception {
        FileImageStore store = store();
        Stacks stacks = stacks(store);
        List<String> lines = Collections.synchronizedList(new ArrayList<>());

        List<Image> images;
        try (var executor = Executors.newFixedThreadPool(2)) {
            images =
                    executor
                            .invokeAll(
                                    IntStream.range(0, 2)
                                            .<java.util.concurrent.Callable<Image>>mapToObj(
                                                    _ ->
                                                            () ->
                                                                    stacks.require(
                                                                            "debian-13",
                                                                            lines::add))
                                            .toList())
                            .stream()
                            .map(Future::resultNow)
                            .toList();
        }

        assertThat(images.get(0)).isEqualTo(images.get(1));
        assertThat(store.tags()).containsEntry("stack/debian-13", images.get(0).digest());
        assertThat(lines).filteredOn(line -> line.contains("is ready after")).hasSize(1);
        assertThat(home.resolve("images/unfinished")).isEmptyDirectory();
        assertThat(home.resolve("layers/.unfinished")).isEmptyDirectory();
        Path root = store.layerFolders(images.get(0)).getFirst();
        assertThat(root.resolve("etc/os-release")).content().contains("VERSION_ID=\"13\"");
        assertThat(root.resolve("etc/passwd")).content().contains("app:x:1000:1000::/app:");
        assertThat(root.resolve("etc/ssl/certs/ca-certificates.crt")).isNotEmptyFile();
        assertThat(root.resolve("usr/share/zoneinfo/Europe/Berlin")).exists();
        assertThat(Files.getAttribute(root.resolve("app"), "unix:uid")).isEqualTo(1000);
        assertThat((int) Files.getAttribute(root.resolve("usr/bin/su"), "unix:mode") & 07777)
                .isEqualTo(04755);
        assertThat(root.resolve("dev/null")).doesNotExist();
    }

    @Test
    void giveTheSameImageWhenImportedAgain() throws IOException {
        FileImageStore store = store();
        Image image = stacks(store).require("debian-13", _ -> {});
        Path other = home.resolve("other");
        FileImageStore second = store(other);

        Image again = stacks(second, other).require("debian-13", _ -> {});

        assertThat(again.digest()).isEqualTo(image.digest());
    }

    private FileImageStore store() throws IOException {
        return store(home);
    }

    private static FileImageStore store(Path home) {
        return new FileImageStore(
                new ImageFiles(new SampanHome(home)),
                new ImageProperties(Duration.ofHours(1), DataSize.ofGibibytes(20), 2_000_000));
    }

    private Stacks stacks(FileImageStore store) {
        return stacks(store, home);
    }

    private static Stacks stacks(FileImageStore store, Path home) {
        return new Stacks(
                store,
                new CommandRunner(),
                new ImageFiles(new SampanHome(home)),
                new StackProperties(
                        Path.of("/etc/sampan/stacks"), "", CACHE, Duration.ofMinutes(15)));
    }
}
