package dev.sampan.doctor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The host programs that Sampan calls. */
@Component
@Order(20)
final class ProgramsCheck implements HostCheck {

    private static final List<String> NEEDED =
            List.of(
                    "conmon",
                    "ip",
                    "tc",
                    "nft",
                    "mmdebstrap",
                    "mkfs.ext4",
                    "losetup",
                    "unshare",
                    "setpriv",
                    "git",
                    "ssh");

    private static final List<String> RUNTIMES = List.of("crun", "runc");

    @Override
    public String name() {
        return "Host programs";
    }

    @Override
    public Finding check() {
        List<String> missing = NEEDED.stream().filter(program -> !isFound(program)).toList();
        if (!missing.isEmpty()) {
            return Finding.fail(
                    "missing: " + String.join(", ", missing),
                    "Run: sudo ./sampan up, which installs them");
        }
        List<String> runtimes = RUNTIMES.stream().filter(ProgramsCheck::isFound).toList();
        return runtimes.isEmpty()
                ? Finding.fail(
                        "neither crun nor runc", "Run: sudo ./sampan up, which installs both")
                : Finding.ok("all found, with " + String.join(" and ", runtimes));
    }

    private static boolean isFound(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
