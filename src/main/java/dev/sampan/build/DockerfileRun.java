package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Has buildah build a Dockerfile. It mounts and changes roots, so its container has more capabilities and system calls
 * than others, over its own user namespace only; the steps of the Dockerfile have those that an installation has.
 */
@Component
final class DockerfileRun {

    private static final String PACKS = "/packs";
    private static final RuntimeRecipe BUILDAH =
            RuntimeRecipe.of("buildah", List.of("buildah", "netavark", "ca-certificates"));

    private final Containers containers;
    private final RuntimeLayers runtimes;
    private final Buildpacks buildpacks;
    private final BuildProperties properties;
    private final BuildEnvironment host;

    DockerfileRun(
            Containers containers,
            RuntimeLayers runtimes,
            Buildpacks buildpacks,
            BuildProperties properties) {
        this.containers = containers;
        this.runtimes = runtimes;
        this.buildpacks = buildpacks;
        this.properties = properties;
        this.host = BuildEnvironment.of(System.getenv(), properties.caBundle());
    }

    /**
     * Builds; the image is `image.tar` of what the build hands back.
     *
     * @throws BuildFailedException when a step fails or a limit was hit
     */
    void run(BuildRequest request, BuildFolder folder, Storage storage, BuildLog log, Phases phases)
            throws InterruptedException {
        Image tools = runtimes.require(List.of(BUILDAH), log).build();
        phases.end("prepare");
        BuildOutput output = new BuildOutput(log);
        ContainerExit exit;
        try (output) {
            exit =
                    containers.run(
                            spec(request, folder, storage, tools), properties.timeout(), output);
        } catch (ContainerTimeoutException e) {
            throw new BuildFailedException(
                    "build",
                    "The build took longer than %d min. Make it faster, or raise sampan.build.timeout"
                            .formatted(properties.timeout().toMinutes()),
                    output.lastLines(),
                    e);
        }
        if (!exit.succeeded() || !folder.handedBack("stage").equals("done")) {
            throw failure(exit, output);
        }
        phases.end("build");
    }

    private ContainerSpec spec(
            BuildRequest request, BuildFolder folder, Storage storage, Image tools) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "/bin/bash",
                                PACKS + "/lib/dockerfile.sh",
                                "/app/" + request.options().dockerfile()));
        arguments.addAll(request.options().docker());
        List<Mount> mounts =
                new ArrayList<>(
                        List.of(
                                new Mount(folder.app(), "/app", true),
                                new Mount(folder.out(), "/out", false),
                                new Mount(buildpacks.folder(), PACKS, true),
                                new Mount(cache(storage), "/cache", false)));
        mounts.addAll(host.mounts());
        Map<String, String> env = new LinkedHashMap<>(host.variables());
        return new ContainerSpec(
                new ContainerId("build-" + folder.id()),
                request.app().value(),
                tools.digest(),
                arguments,
                env,
                "/",
                "0:0",
                ContainerSpec.Privileges.BUILD,
                ContainerSpec.Root.WRITABLE,
                mounts,
                ContainerLimits.of(properties.cpus(), properties.memory(), properties.pids()),
                Optional.empty(),
                BuildContainer.LABELS);
    }

    /** Layers of earlier builds, which belong to the container's root and count for the app's disk. */
    private static Path cache(Storage storage) {
        Path cache = storage.root().resolve("cache").resolve("dockerfile");
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
        String message;
        if (exit.outOfMemory()) {
            message =
                    "The build hit the memory limit of %s. Raise sampan.build.memory, or build with less"
                            .formatted(properties.memory().toText());
        } else if (output.saysDiskFull()) {
            message = "The build hit the app's disk limit. Raise it with `resource:limit --disk`";
        } else {
            message =
                    "The Dockerfile could not be built: %s"
                            .formatted(
                                    output.lastLines().isEmpty()
                                            ? "exit code " + exit.exitCode()
                                            : output.lastLines().getLast());
        }
        return new BuildFailedException("build", message, output.lastLines(), null);
    }
}
