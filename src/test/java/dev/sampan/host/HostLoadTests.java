package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLoadTests {

    @TempDir Path folder;

    @Test
    void addUpWhatIsNeitherIdleNorWaiting() throws IOException {
        Path stat = folder.resolve("stat");
        Files.writeString(
                stat,
                "cpu  100 20 30 40000 5000 6 7 800 90 10\ncpu0 50 10 15 20000 2500 3 3 400 45 5\nintr 1\n");
        assertThat(HostLoad.read(stat))
                .isEqualTo(new HostLoad(Duration.ofMillis(1630), Duration.ofSeconds(8)));
    }

    @Test
    void readTheMachinesOwn() {
        assertThat(HostLoad.read().busy()).isPositive();
    }
}
