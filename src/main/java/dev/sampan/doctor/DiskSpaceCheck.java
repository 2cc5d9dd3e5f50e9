package dev.sampan.doctor;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** How much room is left for images, volumes and logs. */
@Component
@Order(110)
final class DiskSpaceCheck implements HostCheck {

    private static final long GIB = 1L << 30;
    private static final long NEEDED = 2 * GIB;
    private static final long COMFORTABLE = 10 * GIB;

    private final SampanHome home;

    DiskSpaceCheck(SampanHome home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "Disk space";
    }

    @Override
    public Finding check() {
        Path folder = home.home();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            return judge(Files.getFileStore(folder).getUsableSpace(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Finding judge(long free, Path folder) {
        String found = "%.1f GiB free below %s".formatted((double) free / GIB, folder);
        if (free < NEEDED) {
            return Finding.fail(found, "Free some: the base layer and one app need 2 GiB");
        }
        return free < COMFORTABLE
                ? Finding.warn(found, "Each app may use up to 1 GiB by default")
                : Finding.ok(found);
    }
}
