package dev.sampan.runtime;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Mounts;
import dev.sampan.host.ProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds an OCI runtime that works here by running a container with each, the quickest first; what was found holds until
 * a program changes or the machine is booted again.
 */
final class RuntimeChoice {

    private static final Logger log = LoggerFactory.getLogger(RuntimeChoice.class);

    private static final Path HUGETLB = Path.of("/sys/fs/cgroup/hugetlb");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int TRIAL_UID = 65_536;

    private final List<String> names;
    private final RuntimeFiles files;
    private final CommandRunner commands;
    private final Mounts mounts;

    RuntimeChoice(List<String> names, RuntimeFiles files, CommandRunner commands, Mounts mounts) {
        this.names = List.copyOf(names);
        this.files = files;
        this.commands = commands;
        this.mounts = mounts;
    }

    Path choose(java.util.function.Function<ProcessSpec, byte[]> config) {
        List<Path> programs =
                names.stream().map(ProcessLauncher::find).flatMap(Optional::stream).toList();
        if (programs.isEmpty()) {
            throw new OciRuntimeException(
                    "No OCI runtime is installed. Install one: apt-get install "
                            + String.join(" or ", names),
                    null);
        }
        try {
            String key = key(programs);
            Optional<Path> known = known(key);
            if (known.isPresent()) {
                return known.get();
            }
            Path found = tryAll(programs, config);
            Path temporary = files.choice().resolveSibling("runtime.choice.new");
            Files.writeString(temporary, key + "\n" + found + "\n");
            Files.move(
                    temporary, files.choice(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            log.info("OCI runtime chosen program={}", found);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Path> known(String key) throws IOException {
        if (!Files.exists(files.choice())) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(files.choice());
        return lines.size() == 2 && lines.getFirst().equals(key)
                ? Optional.of(Path.of(lines.getLast()))
                : Optional.empty();
    }

    private static String key(List<Path> programs) throws IOException {
        StringBuilder key = new StringBuilder(Files.readString(BOOT_ID).strip());
        for (Path program : programs) {
            key.append(' ').append(program).append('@');
            key.append(Files.getLastModifiedTime(program).toMillis());
        }
        return key.toString();
    }

    private Path tryAll(
            List<Path> programs, java.util.function.Function<ProcessSpec, byte[]> config)
            throws IOException {
        List<String> reasons = new ArrayList<>();
        for (Path program : programs) {
            Optional<String> reason = failure(program, config);
            if (reason.isPresent() && separateHugetlb(reason.get())) {
                reason = failure(program, config);
            }
            if (reason.isEmpty()) {
                return program;
            }
            reasons.add(program.getFileName() + ": " + reason.get());
        }
        throw new OciRuntimeException(
                "No OCI runtime can run a container here. " + String.join("; ", reasons), null);
    }

    /**
     * crun refuses a host whose v2 tree beside v1 ones has a controller. Where that is hugetlb alone, which nobody
     * uses, it is mounted as the others are.
     */
    private boolean separateHugetlb(String reason) throws IOException {
        if (!reason.contains("hybrid") || Files.exists(HUGETLB)) {
            return false;
        }
        Files.createDirectory(HUGETLB);
        mounts.mount("cgroup", "cgroup", HUGETLB, "hugetlb");
        return true;
    }

    /** Why a trivial container does not run, by the rules that hold for every other. */
    private Optional<String> failure(
            Path program, java.util.function.Function<ProcessSpec, byte[]> config)
            throws IOException {
        Path bundle = files.trial();
        Path root = bundle.resolve("rootfs");
        String id = "trial-" + ProcessHandle.current().pid();
        for (String name :
                List.of("usr", "proc", "sys", "dev", "etc", "tmp", "run", "var/tmp", "app")) {
            Files.createDirectories(root.resolve(name));
        }
        for (String name : List.of("bin", "lib", "lib64", "sbin")) {
            if (!Files.isSymbolicLink(root.resolve(name))) {
                Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
            }
        }
        Files.setPosixFilePermissions(bundle, PosixFilePermissions.fromString("rwx--x--x"));
        Files.write(
                bundle.resolve("config.json"),
                config.apply(
                        new ProcessSpec(
                                id,
                                root,
                                true,
                                List.of("/usr/bin/true"),
                                Map.of("PATH", "/usr/bin"),
                                "/",
                                0,
                                0,
                                TRIAL_UID,
                                ProcessSpec.Capabilities.NONE,
                                List.of(
                                        new ProcessSpec.Bind(root.resolve("app"), "/app", false),
                                        new ProcessSpec.Bind(Path.of("/usr"), "/usr", true)),
                                Optional.empty(),
                                new CgroupLimits(
                                        Optional.empty(), Optional.empty(), Optional.empty()))));
        try {
            commands.run(RuntimeCommand.run(program, files.state(), bundle, id));
            return Optional.empty();
        } catch (CommandFailedException e) {
            return Optional.of(e.errorOutput());
        }
    }
}
