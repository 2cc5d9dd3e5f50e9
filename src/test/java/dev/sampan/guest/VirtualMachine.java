package dev.sampan.guest;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.FolderTrees;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A small emulated machine with Debian's own kernel, in which test classes run that this machine's kernel cannot.
 *
 * <p>It has pure control groups v2, no network, and all rights. Each run starts it and powers it down; its data disks, the
 * first of which is /dev/vde, keep what is on them from run to run.
 */
final class VirtualMachine {

    private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");

    private static final List<String> JAVA =
            List.of(
                    "/opt/jdk/bin/java",
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "--enable-native-access=ALL-UNNAMED");

    private final Path folder;
    private final List<Path> disks = new ArrayList<>();
    private final CommandRunner commands = new CommandRunner();

    /**
     * A machine that is off.
     *
     * @param folder where its disks are kept
     */
    VirtualMachine(Path folder) {
        this.folder = folder;
    }

    /** Adds an empty disk. */
    VirtualMachine withDisk(long size) throws IOException {
        Path disk = folder.resolve("disk" + disks.size());
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(size);
        }
        disks.add(disk);
        return this;
    }

    /**
     * Starts the machine, runs test classes with JUnit, and powers it down.
     *
     * @return what it wrote to its console, with a line of {@link TestRun} for each test
     * @throws AssertionError when the machine or the run of the tests ended before its time, with the console
     */
    String run(List<String> tests) throws IOException, InterruptedException {
        if (!Files.isExecutable(QEMU)) {
            throw new AssertionError(
                    "'%s' is missing: install the package 'qemu-system-x86'".formatted(QEMU));
        }
        StringBuilder console = new StringBuilder();
        commands.stream(command(tests), line -> console.append(line).append('\n'));
        if (!TestRun.COMPLETE.matcher(console).find()) {
            throw new AssertionError("The virtual machine ended too early:\n" + console);
        }
        return console.toString();
    }

    private QemuCommand command(List<String> tests) throws IOException {
        GuestImage debian = GuestImage.debian();
        Path jdk = Path.of(System.getProperty("java.home"));
        GuestImage java = GuestImage.of("jdk", () -> jdk, Files.readString(jdk.resolve("release")));
        List<Path> all = new ArrayList<>();
        all.add(debian.disk());
        all.add(java.disk());
        all.add(libraries());
        all.add(testDisk(tests));
        all.addAll(disks);
        return new QemuCommand(QEMU, debian.kernel(), debian.initialRamDisk(), all);
    }

    private Path libraries() throws IOException {
        List<Path> jars = classPath().stream().filter(Files::isRegularFile).toList();
        StringBuilder description = new StringBuilder();
        for (Path jar : jars) {
            description.append(jar.getFileName()).append(Files.size(jar)).append('\n');
        }
        return GuestImage.of("lib", () -> collect(jars), description.toString()).disk();
    }

    private Path collect(List<Path> jars) throws IOException {
        Path collected = Files.createDirectory(folder.resolve("lib"));
        for (Path jar : jars) {
            Files.copy(
                    jar, collected.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return collected;
    }

    private Path testDisk(List<String> tests) throws IOException {
        Path content = folder.resolve("test");
        FolderTrees.delete(content);
        Files.createDirectory(content);
        List<String> entries = new ArrayList<>();
        for (Path classes : classPath().stream().filter(Files::isDirectory).toList()) {
            String name = "classes" + entries.size();
            copy(classes, content.resolve(name));
            entries.add("/opt/test/" + name);
        }
        entries.add("/opt/lib/*");
        String run =
                "ulimit -n 65536; export JDK_JAVA_OPTIONS=-XX:TieredStopAtLevel=1; exec %s -cp '%s' %s %s\n"
                        .formatted(
                                String.join(" ", JAVA),
                                String.join(":", entries),
                                TestRun.class.getName(),
                                tests.stream()
                                        .map("'%s'"::formatted)
                                        .collect(Collectors.joining(" ")));
        Files.writeString(content.resolve("run"), run);
        Path disk = folder.resolve("test.img");
        Files.deleteIfExists(disk);
        GuestImage.disk(content, disk, 256L << 20);
        return disk;
    }

    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}
