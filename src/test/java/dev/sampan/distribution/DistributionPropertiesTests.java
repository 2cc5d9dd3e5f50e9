package dev.sampan.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DistributionPropertiesTests {

    @Test
    void haveDefaults() {
        DistributionProperties properties =
                new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("sampan.distribution", DistributionProperties.class);

        assertThat(properties)
                .isEqualTo(
                        new DistributionProperties(
                                Duration.ofHours(24),
                                Duration.ofHours(1),
                                DataSize.ofGibibytes(1),
                                Duration.ofMinutes(10)));
    }

    @Test
    void refuseTimesBelowASecond() {
        Duration hour = Duration.ofHours(1);
        DataSize none = DataSize.ofBytes(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DistributionProperties(Duration.ZERO, hour, none, hour))
                .withMessageContaining("unused-age");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DistributionProperties(hour, Duration.ZERO, none, hour))
                .withMessageContaining("sweep-interval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DistributionProperties(hour, hour, none, Duration.ZERO))
                .withMessageContaining("deploy-wait");
    }
}
