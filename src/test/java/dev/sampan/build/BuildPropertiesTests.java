package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.container.ContainerLimits;
import dev.sampan.container.IoRates;
import dev.sampan.unit.BitRate;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BuildPropertiesTests {

    @Test
    void limitsBuildsByDefault() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new BuildProperties(
                                "debian-13",
                                DataSize.ofGibibytes(2),
                                CpuCount.parse("2"),
                                512,
                                Duration.ofMinutes(15),
                                2,
                                Path.of("/etc/ssl/certs/ca-certificates.crt"),
                                DataSize.ofGibibytes(4),
                                20,
                                new BuildProperties.Rates(
                                        "400m", "400m", "40k", "40k", "2gbit", "2gbit"),
                                ""));
    }

    @Test
    void leavesNothingOfTheMachineUnlimited() {
        ContainerLimits limits = bind(Map.of()).limits();

        assertThat(limits.cpu()).contains(CpuCount.parse("2"));
        assertThat(limits.memory()).contains(DataSize.ofGibibytes(2));
        assertThat(limits.swap()).contains(DataSize.ofBytes(0));
        assertThat(limits.pids()).contains(512);
        assertThat(limits.io())
                .isEqualTo(
                        new IoRates(
                                Optional.of(DataSize.ofMebibytes(400)),
                                Optional.of(DataSize.ofMebibytes(400)),
                                Optional.of(40_000L),
                                Optional.of(40_000L)));
        assertThat(limits.networkIngress()).contains(BitRate.ofMegabits(2000));
        assertThat(limits.networkEgress()).contains(BitRate.ofMegabits(2000));
    }

    @Test
    void leavesUnlimitedWhatSomebodySaysSo() {
        ContainerLimits limits =
                bind(Map.of(
                                "sampan.build.rates.io-write", "unlimited",
                                "sampan.build.rates.network-egress", "unlimited"))
                        .limits();

        assertThat(limits.io().writeBytes()).isEmpty();
        assertThat(limits.networkEgress()).isEmpty();
        assertThat(limits.networkIngress()).isPresent();
    }

    @Test
    void findsNpmRegistryAsNpmDoes() {
        BuildProperties standard = bind(Map.of());
        BuildProperties own = bind(Map.of("sampan.build.npm-registry", "http://own/npm/"));

        assertThat(standard.npmRegistry(Map.of())).isEmpty();
        assertThat(standard.npmRegistry(Map.of("npm_config_registry", "http://other/")))
                .isEqualTo("http://other");
        assertThat(own.npmRegistry(Map.of("npm_config_registry", "http://other/")))
                .isEqualTo("http://own/npm");
    }

    @ParameterizedTest
    @CsvSource({"stack,../x", "concurrent,0", "pids,0", "records-kept,0", "timeout,0s"})
    void refusesWhenOutOfBounds(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("sampan.build." + name, value)))
                .rootCause()
                .hasMessageContaining("sampan.build");
    }

    @Test
    void namesTheRangeOfARate() {
        assertThatThrownBy(() -> bind(Map.of("sampan.build.rates.io-read", "1k")))
                .rootCause()
                .hasMessageContaining("io-read=1k is outside the allowed range: 64k to 100g");
    }

    private static BuildProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("sampan.build", BuildProperties.class);
    }
}
