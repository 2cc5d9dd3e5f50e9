package dev.sampan.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Who asks: only root can try everything. */
@Component
@Order(5)
final class UserCheck implements HostCheck {

    @Override
    public String name() {
        return "User";
    }

    @Override
    public Finding check() {
        try {
            Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return uid.equals(0)
                    ? Finding.ok("root")
                    : Finding.warn(
                            "UID %s; what needs root fails below".formatted(uid),
                            "Run: sudo ./sampan doctor");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
