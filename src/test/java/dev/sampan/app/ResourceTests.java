package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.unit.CpuCount;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ResourceTests {

    @ParameterizedTest
    @CsvSource({
        "CPU,0.50,0.5",
        "CPU,2,2",
        "CPU_BOOST,0.0,0",
        "CPU_BOOST,1.50,1.5",
        "CPU_BOOST,unlimited,unlimited",
        "MEMORY,100,100m",
        "MEMORY,1024m,1g",
        "MEMORY,1.5g,1536m",
        "PIDS,256,256",
        "DISK,2g,2g",
        "NETWORK_EGRESS,10mbit,10mbit",
        "CPU_WEIGHT,0100,100",
        "CPUSET,'1,0,3','0-1,3'",
        "MEMORY_SWAP,0,0",
        "INODES,200000,200k",
        "IO_READ,20,20m",
        "IO_WRITE_IOPS,1.5k,1500",
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
        "CPU_BOOST,-1",
        "CPU_BOOST,0.0001",
        "CPU_BOOST,2000",
        "MEMORY,1k",
        "MEMORY,-1",
        "MEMORY,99999999999999999",
        "PIDS,1",
        "PIDS,1.5",
        "PIDS,99999999999",
        "DISK,1m",
        "NETWORK_EGRESS,1bit",
        "CPU_WEIGHT,0",
        "CPU_WEIGHT,unlimited",
        "CONNECTIONS,unlimited",
        "CONNECTIONS,0",
        "CPU_WEIGHT,10001",
        "CPUSET,1-0",
        "CPUSET,x",
        "MEMORY_SWAP,-1",
        "MEMORY_HIGH,0",
        "INODES,0",
        "INODES,10q",
        "IO_READ,0",
        "IO_WRITE,20mbit",
        "IO_READ_IOPS,-5",
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

        ResourceLimits limits = ResourceLimits.of(settings.over(defaults, Optional.of(worker)));

        assertThat(limits.text(Resource.CPU)).isEqualTo("1");
        assertThat(limits.text(Resource.MEMORY)).isEqualTo("2g");
        assertThat(limits.text(Resource.NETWORK_EGRESS)).isEqualTo("10mbit");
        assertThat(limits.networkIngress()).isEmpty();
        assertThat(settings.over(defaults, Optional.of(ProcessType.WEB)).get(Resource.MEMORY))
                .isEqualTo("1g");
    }

    @ParameterizedTest
    @CsvSource({
        "1,2,2",
        "0.25,2,2",
        "4,2,4",
        "1,0,1",
        "1,unlimited,unlimited",
        "unlimited,2,unlimited"
    })
    void startWithTheBoostOrTheLimitWhicheverIsMore(String limit, String boost, String start) {
        ResourceLimits limits =
                ResourceLimits.of(Map.of(Resource.CPU, limit, Resource.CPU_BOOST, boost));

        assertThat(limits.startCpu().map(CpuCount::toString).orElse("unlimited")).isEqualTo(start);
        assertThat(ResourceLimits.of(Map.of(Resource.CPU, "1")).startCpu())
                .contains(CpuCount.of(1));
    }

    @Test
    void refuseDefaultsThatContradictEachOther() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(
                        () ->
                                new Binder(
                                                new MapConfigurationPropertySource(
                                                        Map.of(
                                                                "sampan.limits.app.memory", "128m",
                                                                "sampan.limits.app.memory-high",
                                                                        "1g")))
                                        .bind("sampan.limits", ResourceProperties.class))
                .havingRootCause()
                .withMessageContaining("memory-high=1g")
                .withMessageContaining("memory=128m");
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
                new Binder(new MapConfigurationPropertySource())
                        .bindOrCreate("sampan.limits", ResourceProperties.class);

        ResourceLimits limits = ResourceLimits.of(properties.app().amounts());

        assertThat(limits.disk().map(Object::toString)).isEqualTo(Optional.of("1g"));
        assertThat(limits.cpu().map(Object::toString)).contains("1");
        assertThat(limits.cpuWeight()).contains(100);
        assertThat(limits.memory().map(Object::toString)).contains("512m");
        assertThat(limits.memorySwap().map(Object::toString)).contains("0");
        assertThat(limits.pids()).contains(256);
        assertThat(limits.inodes()).isEmpty();
        assertThat(limits.text(Resource.INODES)).isEqualTo("by-disk");
        assertThat(limits.ioWrite().map(Object::toString)).contains("200m");
        assertThat(limits.ioReadOperations().map(Object::toString)).contains("20k");
        assertThat(limits.networkEgress().map(Object::toString)).contains("1gbit");
        assertThat(limits.networkIngress().map(Object::toString)).contains("1gbit");
    }
}
