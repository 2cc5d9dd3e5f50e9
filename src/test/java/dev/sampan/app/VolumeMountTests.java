package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeMountTests {

    @Test
    void readsVolumeAndPath() {
        assertThat(VolumeMount.parse("uploads:/app/uploads"))
                .isEqualTo(new VolumeMount("uploads", "/app/uploads", false, false));
        assertThat(VolumeMount.parse("/var/lib/dokku/data/storage/up:/data:ro"))
                .isEqualTo(new VolumeMount("up", "/data", true, false));
        assertThat(VolumeMount.parse("up:/data:ro").text()).isEqualTo("up:/data:ro");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "up:",
                ":/data",
                "up:data",
                "up:/",
                "up:/data/",
                "up:/data/../etc",
                "up:/data/./x",
                "up://data",
                "up:/app",
                "up:/proc",
                "up:/proc/self",
                "up:/sys/fs",
                "up:/dev/shm",
                "up:/etc/passwd",
                "up:/data:x",
                "up:/data:ro:z",
                "../up:/data",
                "a/b:/data",
                "Up:/data",
                "/etc:/data",
                "/var/lib/dokku/data/storage/../x:/data",
                "up:/da ta"
            })
    void refusesWhatLeadsAstray(String text) {
        assertThatThrownBy(() -> VolumeMount.parse(text)).isInstanceOf(RefusedException.class);
    }
}
