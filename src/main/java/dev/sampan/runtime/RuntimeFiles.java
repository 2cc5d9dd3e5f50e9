package dev.sampan.runtime;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.stereotype.Component;

/** Where the OCI runtime and conmon keep what is true until the next reboot: `run/runtime`, `run/exits`. */
@Component
final class RuntimeFiles {

    private final Path run;

    RuntimeFiles(SampanHome home) {
        this.run = home.resolve("run");
    }

    /** The runtime's own state of each container. */
    Path state() {
        return folder("runtime");
    }

    /** Where conmon leaves the exit code of each container. */
    Path exits() {
        return folder("exits");
    }

    /** Where conmon makes its attach sockets, which nobody uses. */
    Path sockets() {
        return folder("sockets");
    }

    /** Which runtime was found to work, and for what. */
    Path choice() {
        return folder("").resolve("runtime.choice");
    }

    /** Where a runtime is tried. */
    Path trial() {
        return folder("").resolve("runtime.trial");
    }

    private Path folder(String name) {
        Path folder = run.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(folder);
            if (!name.isEmpty()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
