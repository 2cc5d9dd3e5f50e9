package dev.sampan.runtime;

import dev.sampan.host.CommandRunner;
import dev.sampan.host.ConsoleSocket;
import dev.sampan.host.PosixException;
import dev.sampan.host.ProcessLauncher;
import dev.sampan.host.RootFolder;
import dev.sampan.host.TerminalWish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs further programs in running containers, as the user of the container's own and with what it has and may. */
final class Insiders {

    private final ProcessLauncher launcher;
    private final CommandRunner commands;
    private final RuntimeFiles files;
    private final JsonMapper json = new JsonMapper();
    private final SecureRandom random = new SecureRandom();

    Insiders(ProcessLauncher launcher, CommandRunner commands, RuntimeFiles files) {
        this.launcher = launcher;
        this.commands = commands;
        this.files = files;
    }

    /** Runs one to its end; gives what it wrote to its standard output. */
    String run(
            Path program,
            String id,
            long pid,
            Path bundle,
            List<String> arguments,
            Duration limit) {
        Path file = write(bundle, process(pid, bundle, arguments));
        try {
            return commands.run(new ExecCommand(program, files.state(), id, file, limit));
        } finally {
            delete(file);
        }
    }

    /** Starts one that somebody talks to. */
    Insider start(
            Path program,
            Cgroup cgroup,
            String id,
            long pid,
            Path bundle,
            List<String> arguments,
            Optional<TerminalWish> terminal) {
        if (terminal.isPresent() && program.endsWith("runc")) {
            throw new OciRuntimeException(
                    "runc gives no terminal to programs that enter a container. Enter it with --no-tty, or install crun: apt-get install crun",
                    null);
        }
        boolean held = hasShell(pid);
        ObjectNode process = process(pid, bundle, held ? Insider.heldBack(arguments) : arguments);
        terminal.ifPresent(wish -> addTerminal(process, wish));
        Path file = write(bundle, process);
        Path pidFile = file.resolveSibling(file.getFileName() + ".pid");
        Optional<ConsoleSocket> console = terminal.map(_ -> console());
        try {
            EnterCommand command =
                    new EnterCommand(
                            program,
                            files.state(),
                            id,
                            file,
                            pidFile,
                            console.map(ConsoleSocket::path));
            return start(
                    command,
                    cgroup.within(Within.name(random.nextInt())),
                    console,
                    held,
                    process.path("oomScoreAdj").asInt(0));
        } finally {
            console.ifPresent(ConsoleSocket::close);
            delete(file);
            delete(pidFile);
        }
    }

    private Insider start(
            EnterCommand command,
            Within group,
            Optional<ConsoleSocket> console,
            boolean held,
            int oomScoreAdjustment) {
        Insider insider = new Insider(launcher, command, group);
        boolean begun = false;
        try {
            insider.begin(console, held, oomScoreAdjustment);
            begun = true;
            return insider;
        } finally {
            if (!begun) {
                insider.close();
            }
        }
    }

    /** A socket for the terminal of a program in a container. */
    ConsoleSocket console() {
        return new ConsoleSocket(files.sockets().resolve("tty-%08x".formatted(random.nextInt())));
    }

    private static boolean hasShell(long pid) {
        try (RootFolder root = root(pid)) {
            return root.exists(Insider.SHELL);
        } catch (PosixException e) {
            throw ended(e);
        }
    }

    private static RootFolder root(long pid) {
        return new RootFolder(Path.of("/proc", Long.toString(pid), "root"));
    }

    private static OciRuntimeException ended(PosixException e) {
        return new OciRuntimeException("The container has ended", e);
    }

    private static void addTerminal(ObjectNode process, TerminalWish wish) {
        RuntimeSpec.addTerminal(process, wish.size());
        ArrayNode env = (ArrayNode) process.get("env");
        env.removeIf(variable -> variable.asString("").startsWith("TERM="));
        env.add("TERM=" + wish.type());
    }

    private ObjectNode process(long pid, Path bundle, List<String> arguments) {
        ObjectNode process =
                (ObjectNode) json.readTree(bundle.resolve("config.json")).get("process");
        requireWorkingDirectory(pid, process.path("cwd").asString("/"));
        process.put("terminal", false);
        process.remove("consoleSize");
        ArrayNode args = process.putArray("args");
        arguments.forEach(args::add);
        return process;
    }

    private Path write(Path bundle, ObjectNode process) {
        try {
            Path file =
                    Files.createTempFile(
                            bundle,
                            "exec",
                            ".json",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.write(file, json.writeValueAsBytes(process));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program may have put a link in its place since. */
    private static void requireWorkingDirectory(long pid, String folder) {
        try (RootFolder root = root(pid)) {
            if (!root.isFolder(folder)) {
                throw new OciRuntimeException(
                        "The working directory '%s' is no folder any more".formatted(folder), null);
            }
        } catch (PosixException e) {
            throw ended(e);
        }
    }
}
