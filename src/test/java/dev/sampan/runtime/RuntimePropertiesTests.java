package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RuntimePropertiesTests {

    @Test
    void tryTheQuickestRuntimeFirst() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new RuntimeProperties(
                                List.of("crun", "runc"),
                                "sampan",
                                500,
                                65_536,
                                true,
                                Optional.empty()));
    }

    @Test
    void takeOneRuntimeAlone() {
        assertThat(bind(Map.of("sampan.runtime.programs", "runc")).programs())
                .containsExactly("runc");
    }

    @ParameterizedTest
    @CsvSource({
        "programs,kata",
        "programs,/bin/crun",
        "cgroup-parent,../x",
        "cgroup-parent,a/b",
        "oom-score-adjustment,-1",
        "oom-score-adjustment,1001",
        "open-files,63"
    })
    void refuseWhatIsOutOfBounds(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("sampan.runtime." + name, value)))
                .rootCause()
                .hasMessageContaining("sampan.runtime." + name);
    }

    private static RuntimeProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("sampan.runtime", RuntimeProperties.class);
    }
}
