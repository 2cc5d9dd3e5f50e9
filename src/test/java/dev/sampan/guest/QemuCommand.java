package dev.sampan.guest;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts an emulated machine, which ends when it powers itself down. It leaves the processors to whatever else wants them.
 *
 * @param disks the first four are left as they are, the others keep what is written to them
 */
record QemuCommand(Path program, Path kernel, Path initialRamDisk, List<Path> disks)
        implements Command<String> {

    private static final int READ_ONLY = 4;

    @Override
    public List<String> argv() {
        List<String> argv = new ArrayList<>(List.of("nice", "-n", "5", program.toString()));
        argv.addAll(List.of("-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2"));
        argv.addAll(List.of("-m", "1536", "-nodefaults", "-no-user-config", "-display", "none"));
        argv.addAll(List.of("-no-reboot", "-serial", "stdio"));
        argv.addAll(List.of("-kernel", kernel.toString(), "-initrd", initialRamDisk.toString()));
        argv.addAll(
                List.of(
                        "-append",
                        "console=ttyS0 root=/dev/vda rw quiet panic=-1 init=/sampan-init"));
        for (int i = 0; i < disks.size(); i++) {
            argv.add("-drive");
            argv.add(
                    "file=%s,format=raw,if=virtio,snapshot=%s"
                            .formatted(disks.get(i), i < READ_ONLY ? "on" : "off"));
        }
        return argv;
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(30);
    }
}
