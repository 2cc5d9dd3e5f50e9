package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Apps share what they have in common: the disk holds the base and the runtime once. */
class SharingHostTests {

    private final Platform platform = Platform.shared();

    @Test
    void threeAppsOnOneRuntimeNeedItsSpaceOnce() throws Exception {
        push("share-1");
        long one = used();
        push("share-2");
        push("share-3");

        long grown = used() - one;

        assertThat(one).isGreaterThan(100L << 20);
        assertThat(grown).isLessThan(10L << 20);
        for (int i = 1; i <= 3; i++) {
            assertThat(platform.get("share-" + i, "/").body()).isEqualTo("share-" + i);
        }
    }

    @Test
    void releasesOfOneAppNeedTheSpaceOfTheirOwnFilesOnly() throws Exception {
        Path source = source("share-again");
        platform.push(source, "share-again").succeeds();
        long one = used();
        for (int i = 2; i <= 4; i++) {
            platform.commit(source, Map.of("release", "release " + i));
            platform.push(source, "share-again").succeeds();
        }

        assertThat(used() - one).isLessThan(1L << 20);
        platform.sampan("releases:set", "share-again", "retention", "2").succeeds();
        assertThat(platform.sampan("cleanup", "--dry-run", "share-again").succeeds().output())
                .contains("Would remove the image of release share-again v1\n")
                .contains("Would remove the image of release share-again v2\n")
                .doesNotContain("share-again v3");
        platform.sampan("cleanup", "share-again").succeeds();
        platform.sampan("rollback", "share-again", "v3").succeeds();
        assertThat(platform.get("share-again", "/").body()).isEqualTo("share-again");
    }

    private void push(String app) throws Exception {
        Path source = source(app);
        platform.push(source, app).succeeds();
    }

    private Path source(String app) throws Exception {
        return platform.repository(
                Map.of(
                        "package.json",
                        "{\"name\": \"share\", \"version\": \"1.0.0\"}",
                        "Procfile",
                        "web: node server.js\n",
                        "server.js",
                        "require('http').createServer((q, r) => r.end('%s')).listen(process.env.PORT)\n"
                                .formatted(app)));
    }

    /** What images and unpacked layers take on the disk, as du counts it. */
    private long used() {
        String output =
                platform.run(
                                platform.home(),
                                "du",
                                "-s",
                                "-x",
                                "--block-size=1",
                                "--total",
                                "images",
                                "layers")
                        .succeeds()
                        .output();
        String total =
                output.lines().filter(line -> line.endsWith("total")).findFirst().orElseThrow();
        return Long.parseLong(total.substring(0, total.indexOf('\t')));
    }
}
