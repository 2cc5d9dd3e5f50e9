package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.guest.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for containers on this machine holds with pure control groups v2, too, which Debian's own kernel starts with. */
class ContainersOnControlGroups2HostTests {

    @TempDir Path folder;

    @Test
    void liveWithinTheirLimitsAndLeaveNothing() throws IOException, InterruptedException {
        String console =
                new VirtualMachine(folder)
                        .withDisk(1L << 30)
                        .run(
                                ContainerLimitsHostTests.class,
                                ContainerLifecycleHostTests.class,
                                DiskRatesInGuest.class);

        assertThat(console).contains(" 0 failed, 0 skipped");
    }
}
