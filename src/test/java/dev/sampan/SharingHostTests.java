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

    private void push(String app) throws Exception {
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                "{\"name\": \"share\", \"version\": \"1.0.0\"}",
                                "Procfile",
                                "web: node server.js\n",
                                "server.js",
                                "require('http').createServer((q, r) => r.end('%s')).listen(process.env.PORT)\n"
                                        .formatted(app)));
        platform.push(source, app).succeeds();
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
