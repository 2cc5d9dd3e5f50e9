package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeSizesTests {

    private static final AppName APP = new AppName("shop");

    @Test
    void filesAreAddedUpAndLinksNotFollowed(@TempDir Path folder) throws Exception {
        VolumeSizes sizes = new VolumeSizes(new SampanHome(folder));
        assertThat(sizes.of(APP, "data")).isEqualTo("made at the next start");
        Path volume = folder.resolve("apps/shop/volumes/data");
        Files.createDirectories(volume.resolve("deep"));
        assertThat(sizes.of(APP, "data")).isEqualTo("empty");
        Files.write(volume.resolve("one"), new byte[3 * 1024]);
        Files.write(volume.resolve("deep/two"), new byte[5 * 1024]);
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.write(outside.resolve("large"), new byte[64 * 1024]);
        Files.createSymbolicLink(volume.resolve("link"), outside);
        assertThat(sizes.of(APP, "data")).isEqualTo("8 KiB");
        Files.createSymbolicLink(volume.resolveSibling("other"), outside);
        assertThat(sizes.of(APP, "other")).isEqualTo("made at the next start");
    }
}
