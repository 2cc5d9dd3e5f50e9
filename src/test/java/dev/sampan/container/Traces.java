package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.Command;
import dev.sampan.host.MountPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What there is of the containers of a {@link TestHost} on this machine. */
final class Traces {

    private static final Pattern ADDRESS = Pattern.compile("\\b10\\.210\\.(?!0\\.0\\b)\\d+\\.\\d+");
    private static final Pattern NAMESPACE = Pattern.compile("(net|user|mnt|pid):\\[\\d+]");

    private final TestHost host;

    Traces(TestHost host) {
        this.host = host;
    }

    /** All of it by name; what is ready for the next start is let go of first, since nobody left it. */
    List<String> now() throws IOException {
        host.networks.forget(TestHost.FIRST_UID);
        Set<String> found = new TreeSet<>();
        for (MountPoint mount : host.mounts.list()) {
            if (mount.target().startsWith(host.home) && !mount.target().equals(host.home)) {
                found.add("mount " + mount.target());
            }
        }
        list(Path.of("/sys/class/net")).stream()
                .filter(name -> name.startsWith(TestHost.PREFIX))
                .forEach(name -> found.add("link " + name));
        controlGroups(found);
        for (String folder : List.of("containers", "run/runtime", "run/exits", "run/sockets")) {
            list(host.home.resolve(folder)).forEach(name -> found.add(folder + " " + name));
        }
        for (String owner : list(host.home.resolve("apps"))) {
            list(host.home.resolve("apps").resolve(owner).resolve("upper"))
                    .forEach(name -> found.add("upper " + owner + " " + name));
        }
        processes(found);
        namespaces(found);
        outputOf("losetup", "--list", "--noheadings", "--output", "BACK-FILE")
                .lines()
                .filter(file -> file.contains(host.home.toString()))
                .forEach(file -> found.add("loop " + file));
        host.networks.prepare();
        Matcher elements = ADDRESS.matcher(outputOf("nft", "list", "table", "ip", TestHost.TABLE));
        while (elements.find()) {
            found.add("nft " + elements.group());
        }
        return List.copyOf(found);
    }

    private static void controlGroups(Set<String> found) throws IOException {
        try (Stream<Path> trees = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (Path tree : trees.toList()) {
                Path parent = tree.resolve(TestHost.CGROUP);
                if (Files.isDirectory(parent)) {
                    try (Stream<Path> groups = Files.list(parent)) {
                        groups.filter(Files::isDirectory)
                                .forEach(path -> found.add("cgroup " + path));
                    }
                }
            }
        }
    }

    private void processes(Set<String> found) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(p -> p.info().commandLine().orElse("").contains(host.home.toString()))
                    .forEach(p -> found.add("process " + p.pid()));
        }
    }

    /** Those that this process holds by a descriptor; those with processes in them are found by these. */
    private static void namespaces(Set<String> found) throws IOException {
        for (String descriptor : list(Path.of("/proc/self/fd"))) {
            target(descriptor)
                    .filter(target -> NAMESPACE.matcher(target).matches())
                    .ifPresent(target -> found.add("namespace " + target));
        }
    }

    private static Optional<String> target(String descriptor) throws IOException {
        try {
            return Optional.of(
                    Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor)).toString());
        } catch (NoSuchFileException e) {
            // Closed since it was listed, as the descriptor of the listing itself.
            return Optional.empty();
        }
    }

    private String outputOf(String... argv) {
        return host.commands.run(Command.of(argv));
    }

    private static List<String> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }

    /** All of it once nothing changes any more. */
    List<String> settled() throws IOException {
        List<String> last = now();
        for (List<String> next = now(); !next.equals(last); next = now()) {
            last = next;
            Pause.briefly();
        }
        return last;
    }

    /**
     * Waits until there is no more than there was: a network namespace ends a moment after its last process. What an
     * earlier run left, that was killed, may be gone by now.
     */
    void await(List<String> wanted) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!wanted.containsAll(now()) && System.nanoTime() < deadline) {
            Pause.briefly();
        }
        assertThat(now()).isSubsetOf(wanted);
    }
}
