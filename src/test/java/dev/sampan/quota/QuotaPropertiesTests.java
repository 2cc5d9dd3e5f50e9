package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.unit.DataSize;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class QuotaPropertiesTests {

    @Test
    void haveDefaults() {
        assertThat(bind("sampan.uid-pool", UidPoolProperties.class, Map.of()))
                .isEqualTo(new UidPoolProperties(0x7000_0000, 4000));
        assertThat(bind("sampan.quota", QuotaProperties.class, Map.of()))
                .isEqualTo(new QuotaProperties("auto", DataSize.ofGibibytes(1), 1.0, null));
    }

    @Test
    void reserveSpaceUnlessItIsPromisedMoreThanOnceOrCouldNotGrow() {
        DataSize left = DataSize.ofGibibytes(1);
        assertThat(new QuotaProperties("loop", left, 1, null).reserves(true)).isTrue();
        assertThat(new QuotaProperties("loop", left, 1, null).reserves(false)).isFalse();
        assertThat(new QuotaProperties("loop", left, 1, true).reserves(false)).isTrue();
        assertThat(new QuotaProperties("loop", left, 1, false).reserves(true)).isFalse();
        assertThat(new QuotaProperties("loop", left, 3, null).reserves(true)).isFalse();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new QuotaProperties("loop", DataSize.ofGibibytes(1), 3, true))
                .withMessageContaining("sampan.quota.overcommit must be 1, got 3.0");
    }

    @Test
    void readSizesAsPeopleWriteThem() {
        assertThat(
                        bind(
                                        "sampan.quota",
                                        QuotaProperties.class,
                                        Map.of("sampan.quota.host-reserve", "512m"))
                                .hostReserve())
                .isEqualTo(DataSize.ofMebibytes(512));
    }

    @Test
    void refuseAPoolAmongTheHostsUsersOrBeyondTheLastUid() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new UidPoolProperties(1000, 1))
                .withMessageContaining("sampan.uid-pool.first is 1000");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new UidPoolProperties(2_000_000_000, 4000))
                .withMessageContaining("room for 1 to 2250 blocks");
    }

    @Test
    void refuseToPromiseLessThanThereIs() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(
                        () ->
                                bind(
                                        "sampan.quota",
                                        QuotaProperties.class,
                                        Map.of("sampan.quota.overcommit", "0.5")));
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(prefix, type);
    }
}
