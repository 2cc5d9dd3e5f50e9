package dev.sampan.doctor;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Who may read tokens, passwords and keys: root alone. */
@Component
@Order(130)
final class SecretsCheck implements HostCheck {

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final Path folder;

    SecretsCheck(SampanHome home) {
        this.folder = home.resolve("secrets");
    }

    @Override
    public String name() {
        return "Secrets";
    }

    @Override
    public Finding check() {
        if (!Files.exists(folder)) {
            return Finding.ok("none yet");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> open = files.filter(SecretsCheck::isOpen).toList();
            return open.isEmpty()
                    ? Finding.ok(folder + " is for root alone")
                    : Finding.fail(
                            open.stream()
                                    .map(SecretsCheck::described)
                                    .reduce((a, b) -> a + ", " + b)
                                    .orElse(""),
                            "Run: chmod -R u=rwX,go= " + folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOpen(Path path) {
        return !OWNER.containsAll(permissions(path));
    }

    private static String described(Path path) {
        return "%s is %s".formatted(path, PosixFilePermissions.toString(permissions(path)));
    }

    private static Set<PosixFilePermission> permissions(Path path) {
        try {
            return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
