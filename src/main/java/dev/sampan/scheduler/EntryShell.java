package dev.sampan.scheduler;

import dev.sampan.app.EntryName;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ResourceScope;
import dev.sampan.container.Console;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Containers;
import dev.sampan.image.Image;
import dev.sampan.image.Stacks;
import dev.sampan.unit.DataSize;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Runs programs of the base image in containers that see a storage entry, and nothing else. */
@Service
public class EntryShell {

    /** Where they see it, and start. */
    public static final String FOLDER = "/data";

    /** Owns what such a container writes elsewhere, so that it works when the entry is full. */
    private static final String OWNER = "system_storage";

    private static final DataSize ROOM = DataSize.ofMebibytes(64);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Containers containers;
    private final EntryStorage storage;
    private final InstanceLimits limits;
    private final Stacks stacks;
    private final String stack;
    private final SecureRandom random = new SecureRandom();

    EntryShell(
            Containers containers,
            EntryStorage storage,
            InstanceLimits limits,
            Stacks stacks,
            @Value("${sampan.build.stack:debian-13}") String stack) {
        this.containers = containers;
        this.storage = storage;
        this.limits = limits;
        this.stacks = stacks;
        this.stack = stack;
    }

    /**
     * Runs a program to its end, its output as it comes; it ends when the calling thread is interrupted.
     *
     * @param command the program and its arguments
     * @param uid who it is inside; the files of the entry are shown as this user's
     */
    public ContainerExit run(EntryName entry, List<String> command, int uid, OutputStream output)
            throws InterruptedException {
        return containers.run(spec(entry, command, uid, Map.of()), LONGEST, output);
    }

    /** The same at the terminal of somebody. */
    public ContainerExit run(EntryName entry, List<String> command, int uid, Console console)
            throws InterruptedException {
        Map<String, String> term = Map.of("TERM", console.terminal().orElseThrow().type());
        return containers.run(spec(entry, command, uid, term), LONGEST, console);
    }

    private ContainerSpec spec(
            EntryName entry, List<String> command, int uid, Map<String, String> more) {
        Image image = stacks.require(stack, _ -> {});
        var _ = containers.storage(OWNER, ROOM);
        Map<String, String> env = new LinkedHashMap<>(image.config().env());
        env.put("HOME", FOLDER);
        env.putAll(more);
        return new ContainerSpec(
                new ContainerId("storage-%s-%08x".formatted(entry, random.nextInt())),
                OWNER,
                image.digest(),
                command,
                env,
                FOLDER,
                "%1$d:%1$d".formatted(uid),
                uid == 0 ? ContainerSpec.Privileges.USERS : ContainerSpec.Privileges.NONE,
                ContainerSpec.Root.READ_ONLY,
                List.of(storage.mount(entry, FOLDER, false)),
                limits.of(new ResourceScope(Optional.empty(), Optional.of(new ProcessType("run")))),
                Optional.empty(),
                Map.of("dev.sampan.kind", "storage"));
    }
}
