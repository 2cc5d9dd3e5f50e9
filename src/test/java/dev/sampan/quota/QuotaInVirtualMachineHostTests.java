package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.guest.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of disk quotas where only another kernel than this machine's can keep it. */
class QuotaInVirtualMachineHostTests {

    @TempDir Path folder;

    @Test
    void keepTheContractWithTheQuotasOfDebiansKernelAndAfterAReboot()
            throws IOException, InterruptedException {
        VirtualMachine machine = machine();

        machine.run(
                InGuest.BeforeReboot.class,
                InGuest.Choice.class,
                InGuest.UidOnExt4.class,
                InGuest.UidOnXfs.class,
                InGuest.ProjectOnExt4.class,
                InGuest.ProjectOnXfs.class,
                InGuest.LoopOnExt4.class);
        String console = machine.run(InGuest.AfterReboot.class);

        assertThat(console).contains("tests: 6 succeeded, 0 failed, 0 skipped");
    }

    private VirtualMachine machine() throws IOException {
        VirtualMachine machine = new VirtualMachine(folder);
        for (GuestDisk _ : GuestDisk.values()) {
            machine.withDisk(GuestDisk.SIZE);
        }
        return machine;
    }
}
