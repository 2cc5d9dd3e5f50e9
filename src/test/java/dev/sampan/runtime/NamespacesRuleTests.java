package dev.sampan.runtime;

import static dev.sampan.runtime.SpecFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamespacesRuleTests {

    @Test
    void separateEverythingAndHideWhatTellsOfTheHost() {
        assertThat(
                        SpecFixture.apply(
                                new NamespacesRule(
                                        List.of("/sys/devices/system/cpu/cpu0/thermal_throttle")),
                                SpecFixture.app()))
                .isEqualTo(
                        json(
                                """
                                {'hostname': 'shop-web-1-0a',
                                 'linux': {
                                  'namespaces': [{'type': 'user'}, {'type': 'pid'}, {'type': 'mount'}, {'type': 'ipc'},
                                    {'type': 'uts'}, {'type': 'cgroup'}, {'type': 'network'}],
                                  'uidMappings': [{'containerID': 0, 'hostID': 700000000, 'size': 65536}],
                                  'gidMappings': [{'containerID': 0, 'hostID': 700000000, 'size': 65536}],
                                  'sysctl': {'net.ipv4.ip_unprivileged_port_start': '0'},
                                  'maskedPaths': ['/proc/acpi', '/proc/asound', '/proc/interrupts', '/proc/kcore',
                                    '/proc/keys', '/proc/latency_stats', '/proc/sched_debug', '/proc/scsi',
                                    '/proc/timer_list', '/proc/timer_stats', '/sys/devices/virtual/powercap',
                                    '/sys/firmware', '/sys/devices/system/cpu/cpu0/thermal_throttle'],
                                  'readonlyPaths': ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys',
                                    '/proc/sysrq-trigger', '/sys/fs/cgroup']}}
                                """));
    }

    @Test
    void joinTheNamespacesThatThereAre() {
        assertThat(
                        SpecFixture.apply(
                                        new NamespacesRule(List.of()),
                                        SpecFixture.prepared(
                                                Path.of("/proc/9/fd/5"), Path.of("/proc/9/fd/6")))
                                .at("/linux/namespaces"))
                .isEqualTo(
                        json(
                                """
                                [{'type': 'user', 'path': '/proc/9/fd/5'}, {'type': 'pid'}, {'type': 'mount'},
                                 {'type': 'ipc'}, {'type': 'uts'}, {'type': 'cgroup'},
                                 {'type': 'network', 'path': '/proc/9/fd/6'}]
                                """));
    }

    @Test
    void cutAHostNameToWhatTheKernelTakes() {
        assertThat(NamespacesRule.hostName("a_b." + "x".repeat(90)))
                .isEqualTo("a-b-" + "x".repeat(59));
    }
}
