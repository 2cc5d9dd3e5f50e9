package dev.sampan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.SampanHome;
import dev.sampan.quota.QuotaDecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checks make of what they see. */
class HostCheckTests {

    private static final long GIB = 1L << 30;

    @TempDir private Path folder;

    @Test
    void acceptUnifiedControlGroups() throws IOException {
        Files.writeString(folder.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");

        assertThat(CgroupCheck.below(folder).check())
                .isEqualTo(Finding.ok("v2, with cpu, memory, pids"));
    }

    @Test
    void failWhenAControllerIsMissing() throws IOException {
        Files.writeString(folder.resolve("cgroup.controllers"), "cpu pids\n");

        Finding finding = CgroupCheck.below(folder).check();

        assertThat(finding.state()).isEqualTo(Finding.State.FAIL);
        assertThat(finding.found()).isEqualTo("v2, without memory");
    }

    @Test
    void tellHybridControlGroups() throws IOException {
        for (String name : new String[] {"cpu", "memory", "pids"}) {
            Files.createFile(Files.createDirectory(folder.resolve(name)).resolve("cgroup.procs"));
        }
        Files.createFile(
                Files.createDirectory(folder.resolve("unified")).resolve("cgroup.controllers"));

        assertThat(CgroupCheck.below(folder).check())
                .isEqualTo(Finding.ok("hybrid, with cpu, memory, pids"));
    }

    @Test
    void failWhenOthersMayReadASecret() throws IOException {
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwx------"));
        Path token = Files.writeString(secrets.resolve("admin-token"), "x");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));

        Finding finding = new SecretsCheck(new SampanHome(folder)).check();

        assertThat(finding.state()).isEqualTo(Finding.State.FAIL);
        assertThat(finding.found()).isEqualTo(token + " is rw-r-----");
    }

    @Test
    void judgeDiskSpace() {
        assertThat(DiskSpaceCheck.judge(20 * GIB, folder).state()).isEqualTo(Finding.State.OK);
        assertThat(DiskSpaceCheck.judge(5 * GIB, folder).state()).isEqualTo(Finding.State.WARN);
        assertThat(DiskSpaceCheck.judge(GIB, folder).state()).isEqualTo(Finding.State.FAIL);
    }

    @Test
    void sayWhichDiskQuotaIsUsedAndWhyNoOther() {
        assertThat(DiskQuotaCheck.judge(new QuotaDecision("uid", true, true, List.of())))
                .isEqualTo(
                        Finding.warn(
                                "driver 'uid', which refused a write beyond its limit; Dockerfiles and images that run as other users are refused",
                                "To deploy these, too, set sampan.quota.driver to project (a disk mounted with prjquota), btrfs or loop"));
        assertThat(
                        DiskQuotaCheck.judge(
                                new QuotaDecision(
                                        "loop",
                                        true,
                                        true,
                                        List.of("uid: no user quota", "btrfs: not on btrfs"))))
                .isEqualTo(
                        Finding.ok(
                                "driver 'loop', which refused a write beyond its limit; not uid: no user quota; not btrfs: not on btrfs"));
        assertThat(DiskQuotaCheck.judge(new QuotaDecision("btrfs", true, false, List.of())).found())
                .contains("not by their number");
        assertThat(DiskQuotaCheck.judge(new QuotaDecision("none", false, false, List.of())))
                .isEqualTo(
                        Finding.warn(
                                "driver 'none': apps can fill the disk of this machine",
                                "Set sampan.quota.driver to auto"));
    }

    @Test
    void readNameServers() {
        assertThat(
                        ResolverCheck.serversIn(
                                "# nameserver 9.9.9.9\nsearch lan\nnameserver 10.0.0.1\nnameserver\t::1 \n"))
                .containsExactly("10.0.0.1", "::1");
    }
}
