package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class EnvBundleTests {

    @Test
    void hasAFileForEachVar() throws Exception {
        String longest = "K".repeat(255);
        TreeMap<String, String> vars =
                new TreeMap<>(Map.of("A", "x\ny", "EMPTY", "", longest, "ü"));
        byte[] bundle = EnvBundle.of(vars);

        Map<String, String> read = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(bundle), "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                assertThat(entry.getMode() & 0777).isEqualTo(0600);
                read.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
                entry = tar.getNextEntry();
            }
        }
        assertThat(read).isEqualTo(vars);
        assertThat(EnvBundle.of(vars)).isEqualTo(bundle);
    }
}
