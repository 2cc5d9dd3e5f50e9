package dev.sampan.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DeployPropertiesTests {

    @Test
    void keepTenReleasesAndSweepEveryHourByDefault() {
        assertThat(
                        new Binder(new MapConfigurationPropertySource())
                                .bindOrCreate("sampan.deploy", DeployProperties.class))
                .isEqualTo(new DeployProperties(10, Duration.ofHours(1)));
    }

    @Test
    void refuseWhatLeavesNoWayBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeployProperties(1, Duration.ofHours(1)))
                .withMessageContaining("releases-kept");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeployProperties(10, Duration.ZERO))
                .withMessageContaining("sweep-interval");
    }
}
