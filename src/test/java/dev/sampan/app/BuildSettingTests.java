package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildSettingTests {

    @Test
    void writesPathsInOneForm() {
        assertThat(BuildSetting.BUILD_DIR.check("./services/api/")).isEqualTo("services/api");
        assertThat(BuildSetting.PROCFILE_PATH.check("deploy/Procfile.web"))
                .isEqualTo("deploy/Procfile.web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "/etc/passwd", "a//b", ".", "", "a b", "a/.."})
    void refusesPathsThatLeadElsewhere(String path) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> BuildSetting.APP_JSON_PATH.check(path))
                .withMessageContaining("cannot be the appjson-path");
    }

    @Test
    void refusesBuildpacksThatCannotBeOne() {
        assertThat(BuildSetting.BUILDPACKS.check("node\nheroku/ruby"))
                .isEqualTo("node\nheroku/ruby");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> BuildSetting.BUILDPACKS.check("node\n-x"));
    }
}
