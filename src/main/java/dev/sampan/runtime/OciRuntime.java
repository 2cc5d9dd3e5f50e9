package dev.sampan.runtime;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.ConsoleSocket;
import dev.sampan.host.FolderTrees;
import dev.sampan.host.Mounts;
import dev.sampan.host.Posix;
import dev.sampan.host.ProcessLauncher;
import dev.sampan.host.TerminalWish;
import dev.sampan.host.WindowSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Creates, starts and deletes containers by crun or runc, each under a conmon of its own that outlives us. */
@Component
public final class OciRuntime {

    private static final Duration CREATE_LIMIT = Duration.ofSeconds(30);
    private static final String FIFO = "exec.fifo";

    private final RuntimeFiles files;
    private final RuntimeProperties properties;
    private final Monitors monitors;
    private final GroupMoves moves;
    private final ProcessCalls calls;
    private final Insiders insiders;
    private final RuntimeChoice choice;
    private final RuntimeSpecs specs;
    private final MemoryFolders memoryFolders;
    private final JsonMapper json = new JsonMapper();
    private volatile @Nullable Path chosen;
    private @Nullable RuntimeProgram copy;

    OciRuntime(
            RuntimeFiles files,
            RuntimeProperties properties,
            ProcessLauncher launcher,
            CommandRunner commands,
            Mounts mounts) {
        this.files = files;
        this.properties = properties;
        this.monitors = new Monitors(launcher, files);
        this.moves = new GroupMoves(mounts);
        this.calls = new ProcessCalls(launcher);
        this.insiders = new Insiders(launcher, commands, files);
        this.choice = new RuntimeChoice(properties.programs(), files, commands, mounts);
        this.specs = new RuntimeSpecs(properties, mounts);
        this.memoryFolders = new MemoryFolders(mounts);
    }

    /** The runtime that is used; found by trying at the first call. */
    public Path program() {
        Path known = chosen;
        if (known == null) {
            synchronized (this) {
                known = chosen;
                if (known == null) {
                    if (properties.quickGroups()) {
                        moves.makeQuick();
                    }
                    known = choice.choose(specs.get()::write);
                    weighAll();
                    chosen = known;
                }
            }
        }
        return known;
    }

    /** All containers together count like one busy program of the host for each processor, not like a single one. */
    private void weighAll() {
        new Cgroup(specs.hierarchy(), properties.cgroupParent())
                .ensureWeight(100 * Runtime.getRuntime().availableProcessors());
    }

    /** Removes the control group of all containers; answers whether it is gone, as no container has a process in it. */
    public boolean removeGroup() {
        return new Cgroup(specs.hierarchy(), properties.cgroupParent()).remove();
    }

    /**
     * Starts the monitor of a container, which waits until there is something to create.
     *
     * @param bundle a folder that everybody may pass through, without an entry `attach`
     * @param log where the output is written, as lines of the Kubernetes log format
     */
    public Monitor monitor(String id, Path bundle, Path log) {
        return monitors.start(runnable(), id, bundle, Optional.of(log), -1, Optional.empty());
    }

    /**
     * Starts the monitor of a container whose output, both streams, goes to a pipe.
     *
     * @param output descriptor of the pipe's end to write to
     */
    public Monitor monitor(String id, Path bundle, int output) {
        return monitors.start(runnable(), id, bundle, Optional.empty(), output, Optional.empty());
    }

    /**
     * Starts the monitor of a container that has a terminal.
     *
     * @param console the socket to which it is handed over, see {@link #console}
     */
    public Monitor monitor(String id, Path bundle, ConsoleSocket console) {
        return monitors.start(
                runnable(), id, bundle, Optional.empty(), -1, Optional.of(console.path()));
    }

    /** A socket for the terminal of a program in a container. */
    public ConsoleSocket console() {
        return insiders.console();
    }

    private Path runnable() {
        Path program = program();
        synchronized (this) {
            if (copy == null) {
                copy = new RuntimeProgram(program);
            }
            return copy.path();
        }
    }

    /**
     * Has a container created; returns at once.
     *
     * @param terminal how large its terminal is, if it has one
     */
    public void create(
            Monitor monitor, ProcessSpec spec, Path bundle, Optional<WindowSize> terminal) {
        writeConfig(spec, bundle, terminal);
        monitor.tell();
    }

    /**
     * Waits until a container has been created, up to the point where only its program is left to start.
     *
     * @throws OciRuntimeException when it could not be; the message is what the runtime said
     */
    public Monitored created(Monitor monitor, Path bundle) {
        String answer = monitor.answer(CREATE_LIMIT);
        return new Monitored(created(monitor, answer), monitorPid(bundle));
    }

    /** conmon says `{"pid": 123}`, or `{"pid": -1, "message": "why"}`; nothing when it could not even start. */
    private long created(Monitor monitor, String answer) {
        String reason;
        try {
            JsonNode node = json.readTree(answer.isBlank() ? "{}" : answer);
            long pid = node.path("pid").asLong(-1);
            if (pid > 0) {
                return pid;
            }
            reason = answer.isBlank() ? monitor.complaint() : node.path("message").asString("");
        } catch (JacksonException e) {
            reason = answer;
        }
        throw new OciRuntimeException(
                "The OCI runtime cannot create container '%s': %s"
                        .formatted(monitor.id(), reason.strip()),
                null);
    }

    private static long monitorPid(Path bundle) {
        try {
            return Long.parseLong(Files.readString(bundle.resolve("conmon.pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The environment is in it, so only root may read it. */
    private void writeConfig(ProcessSpec spec, Path bundle, Optional<WindowSize> terminal) {
        Path file = bundle.resolve("config.json");
        try {
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.write(file, specs.get().write(spec, terminal), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the program of a container that was created. */
    public void start(String id) {
        if (program().endsWith("crun")) {
            release(id);
        } else {
            calls.run(RuntimeCommand.start(program(), files.state(), id));
        }
    }

    /**
     * What `crun start` does, without the program: a container waits for one byte in a FIFO, whose absence says that it
     * runs.
     */
    private void release(String id) {
        Path fifo = files.state().resolve(id).resolve(FIFO);
        try {
            if (!Posix.writeToReader(fifo, 0)) {
                throw new OciRuntimeException(
                        "Container '%s' ended before it was started".formatted(id), null);
            }
            Files.delete(fifo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a program in a running container, as the same user and with the same environment as the container's own.
     *
     * @param pid the host's process id of the container's first process
     * @return what it wrote to its standard output
     * @throws CommandFailedException when it does not exit with 0, or takes longer than the limit
     */
    public String exec(String id, long pid, Path bundle, List<String> arguments, Duration limit) {
        return insiders.run(program(), id, pid, bundle, arguments, limit);
    }

    /**
     * Starts a program in a running container for somebody who talks to it. It is as the container's own, and within the same
     * limits; all that it started ends with it.
     *
     * @param pid the host's process id of the container's first process
     * @param terminal the terminal that it gets, if it gets one
     */
    public Insider enter(
            String id,
            long pid,
            Path bundle,
            List<String> arguments,
            Optional<TerminalWish> terminal) {
        return insiders.start(program(), cgroup(id), id, pid, bundle, arguments, terminal);
    }

    /**
     * Has the runtime forget a container whose processes have been killed. Its own `delete` does no more, since we
     * remove the control groups and there are no hooks.
     */
    public void delete(String id) {
        try {
            FolderTrees.delete(files.state().resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what conmon left of a container, after conmon has ended. */
    public void forget(String id) {
        try {
            Files.deleteIfExists(exitFile(id));
            Files.deleteIfExists(files.sockets().resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Changes the limits of a running container at once.
     *
     * @param pid the host's process id of its first process
     */
    public void limit(String id, long pid, CgroupLimits limits) {
        cgroup(id).limit(limits);
        memoryFolders.resize(pid, limits.memory());
    }

    public Cgroup cgroup(String id) {
        return new Cgroup(specs.hierarchy(), properties.cgroupParent() + "/" + id);
    }

    /** The folder in which a file named as the container appears when its first process has ended. */
    public Path exits() {
        return files.exits();
    }

    /** The exit code of a container that has ended. */
    public OptionalInt exitCode(String id) {
        try {
            String text = Files.readString(exitFile(id)).strip();
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
        } catch (java.nio.file.NoSuchFileException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path exitFile(String id) {
        return files.exits().resolve(id);
    }

    /** The names of containers that the runtime knows. */
    public Set<String> known() {
        String[] names = files.state().toFile().list();
        return names == null ? Set.of() : Set.of(names);
    }
}
