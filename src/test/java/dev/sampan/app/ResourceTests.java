package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceTests {

    @ParameterizedTest
    @CsvSource({
        "CPU,0.50,0.5",
        "CPU,2,2",
        "MEMORY,100,100m",
        "MEMORY,1024m,1g",
        "MEMORY,1.5g,1536m",
        "PIDS,256,256",
        "DISK,2g,2g",
        "NETWORK_EGRESS,10mbit,10mbit",
        "NETWORK_INGRESS,unlimited,unlimited"
    })
    void bringAmountsIntoCanonicalForm(Resource resource, String amount, String canonical) {
        assertThat(resource.check(amount)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "CPU,0",
        "CPU,abc",
        "CPU,2000",
        "MEMORY,1k",
        "MEMORY,-1",
        "MEMORY,99999999999999999",
        "PIDS,1",
        "PIDS,1.5",
        "PIDS,99999999999",
        "DISK,1m",
        "NETWORK_EGRESS,1bit",
        "NETWORK_EGRESS,fast"
    })
    void nameTheRangeWhenAmountIsOutside(Resource resource, String amount) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> resource.check(amount))
                .withMessageContaining(resource.flag() + "=" + amount)
                .withMessageContaining(" to ");
    }

    @Test
    void mergeTypeOverAppOverDefaults() {
        Map<Resource, String> defaults =
                Map.of(Resource.CPU, "1", Resource.MEMORY, "512m", Resource.PIDS, "256");
        ProcessType worker = new ProcessType("worker");
        LimitSettings settings =
                new LimitSettings(
                        Map.of(Resource.MEMORY, "1g", Resource.NETWORK_EGRESS, "10mbit"),
                        Map.of(worker, Map.of(Resource.MEMORY, "2g")));

        ResourceLimits limits = settings.effective(defaults, worker);

        assertThat(limits.text(Resource.CPU)).isEqualTo("1");
        assertThat(limits.text(Resource.MEMORY)).isEqualTo("2g");
        assertThat(limits.text(Resource.NETWORK_EGRESS)).isEqualTo("10mbit");
        assertThat(limits.networkIngress()).isEmpty();
        assertThat(settings.effective(defaults, ProcessType.WEB).text(Resource.MEMORY))
                .isEqualTo("1g");
    }

    @Test
    void readBackSettingsFromJson() {
        LimitSettings settings =
                new LimitSettings(
                        Map.of(Resource.MEMORY, "1g"),
                        Map.of(ProcessType.WEB, Map.of(Resource.PIDS, "64")));

        assertThat(LimitSettings.fromJson(settings.toJson())).isEqualTo(settings);
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        ResourceProperties properties =
                new ResourceProperties(
                        new ResourceProperties.App(
                                "1", "512m", "256", "1g", "unlimited", "unlimited"),
                        new ResourceProperties.Build("2", "2g", "1024", "4g"));

        ResourceLimits limits = LimitSettings.NONE.effective(properties.app().amounts());

        assertThat(limits.disk().map(Object::toString)).isEqualTo(Optional.of("1g"));
        assertThat(limits.networkEgress()).isEmpty();
        assertThat(properties.build().limits().text(Resource.MEMORY)).isEqualTo("2g");
    }
}
