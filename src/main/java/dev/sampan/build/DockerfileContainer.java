package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.ContainerTimeoutException;
import dev.sampan.container.Containers;
import dev.sampan.container.Mount;
import dev.sampan.container.Storage;
import dev.sampan.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The container that buildah runs in. It mounts and changes roots, so it has more capabilities and system calls than
 * others, over its own user namespace only; the steps of the Dockerfile have those that an installation has.
 */
@Component
final class DockerfileContainer {

    static final String USER = "0:0";

    private static final String PACKS = "/packs";

    private final Containers containers;
    private final Buildpacks buildpacks;
    private final BuildProperties properties;
    private final BuildEnvironment host;

    DockerfileContainer(Containers containers, Buildpacks buildpacks, BuildProperties properties) {
        this.containers = containers;
        this.buildpacks = buildpacks;
        this.properties = properties;
        this.host = BuildEnvironment.of(System.getenv(), properties.caBundle());
    }

    /**
     * What is run: `dockerfile.sh` with arguments and further variables.
     */
    record Program(List<String> arguments, Map<String, String> env) {}

    /**
     * Runs a program to its end.
     *
     * @param shown what it sees beside the app, the cache and what it hands back
     * @throws BuildFailedException when it fails or a limit was hit
     */
    void run(
            BuildRequest request,
            BuildFolder folder,
            Storage storage,
            Image tools,
            Program program,
            List<Mount> shown,
            BuildOutput output)
            throws InterruptedException {
        Map<String, String> env = new HashMap<>(program.env());
        env.putAll(host.variables());
        ContainerSpec spec =
                new ContainerSpec(
                        new ContainerId("build-" + folder.id()),
                        request.app().value(),
                        tools.digest(),
                        command(program.arguments()),
                        env,
                        "/",
                        USER,
                        ContainerSpec.Privileges.BUILD,
                        ContainerSpec.Root.WRITABLE,
                        mounts(folder, storage, shown),
                        properties.limits(),
                        Optional.empty(),
                        BuildContainer.LABELS);
        try {
            ContainerExit exit = containers.run(spec, properties.timeout(), output);
            output.close();
            if (!exit.succeeded() || !folder.handedBack("stage").equals("done")) {
                throw failure(exit, output);
            }
        } catch (ContainerTimeoutException e) {
            output.close();
            throw new BuildFailedException(
                    "build",
                    "The build took longer than %d min. Make it faster, or raise sampan.build.timeout"
                            .formatted(properties.timeout().toMinutes()),
                    output.lastLines(),
                    e);
        }
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/bash", PACKS + "/lib/dockerfile.sh"));
        command.addAll(arguments);
        return command;
    }

    private List<Mount> mounts(BuildFolder folder, Storage storage, List<Mount> shown) {
        List<Mount> mounts =
                new ArrayList<>(
                        List.of(
                                new Mount(folder.app(), "/app", true),
                                new Mount(folder.out(), "/out", false),
                                new Mount(buildpacks.folder(), PACKS, true),
                                new Mount(cache(storage), "/cache", false)));
        mounts.addAll(shown);
        mounts.addAll(host.mounts());
        return mounts;
    }

    /** Layers of earlier builds, which belong to the container's root and count for the app's disk. */
    private static Path cache(Storage storage) {
        Path cache = storage.cache().resolve("dockerfile");
        try {
            Files.createDirectories(cache);
            Files.setAttribute(cache, "unix:uid", storage.hostUid(0));
            Files.setAttribute(cache, "unix:gid", storage.hostUid(0));
            return cache;
        } catch (IOException e) {
            throw new BuildFailedException(
                    "prepare",
                    "The folder '%s' cannot be made: %s".formatted(cache, e.getMessage()),
                    e);
        }
    }

    private BuildFailedException failure(ContainerExit exit, BuildOutput output) {
        String cause =
                output.lastLines().isEmpty()
                        ? "exit code " + exit.exitCode()
                        : output.lastLines().getLast();
        String message =
                output.limitHit(exit, properties.memory())
                        .orElse("The Dockerfile could not be built: %s".formatted(cause));
        return new BuildFailedException("build", message, output.lastLines(), null);
    }
}
