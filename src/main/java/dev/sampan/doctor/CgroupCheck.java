package dev.sampan.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The control groups that limits of CPU, memory and processes are set in. */
@Component
@Order(50)
final class CgroupCheck implements HostCheck {

    private static final List<String> NEEDED = List.of("cpu", "memory", "pids");

    private final Path root;

    CgroupCheck() {
        this(Path.of("/sys/fs/cgroup"));
    }

    private CgroupCheck(Path root) {
        this.root = root;
    }

    static CgroupCheck below(Path root) {
        return new CgroupCheck(root);
    }

    @Override
    public String name() {
        return "Control groups";
    }

    @Override
    public Finding check() {
        boolean unified = Files.exists(root.resolve("cgroup.controllers"));
        String layout =
                unified
                        ? "v2"
                        : Files.exists(root.resolve("unified/cgroup.controllers"))
                                ? "hybrid"
                                : "v1";
        List<String> missing = unified ? missingV2() : missingV1();
        return missing.isEmpty()
                ? Finding.ok("%s, with %s".formatted(layout, String.join(", ", NEEDED)))
                : Finding.fail(
                        "%s, without %s".formatted(layout, String.join(", ", missing)),
                        "Enable them with the kernel's command line, such as cgroup_enable=memory");
    }

    private List<String> missingV2() {
        try {
            List<String> there =
                    List.of(
                            Files.readString(root.resolve("cgroup.controllers"))
                                    .strip()
                                    .split(" "));
            return NEEDED.stream().filter(name -> !there.contains(name)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> missingV1() {
        return NEEDED.stream()
                .filter(name -> !Files.exists(root.resolve(name).resolve("cgroup.procs")))
                .toList();
    }
}
