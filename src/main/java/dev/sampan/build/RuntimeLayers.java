package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Containers;
import dev.sampan.container.Mount;
import dev.sampan.container.Storage;
import dev.sampan.host.FolderTrees;
import dev.sampan.image.Image;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.image.LayerSource;
import dev.sampan.image.Stacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * The layers with a language's runtime over a stack: each made once, by the stack's package manager in a container, and
 * shared by all apps that use it.
 */
@Component
public final class RuntimeLayers {

    /** Owns the storage in which runtimes are made; no app can have that name. */
    private static final String OWNER = "system_runtimes";

    private static final String RECIPE = "dev.sampan.recipe";

    private final Stacks stacks;
    private final ImageStore images;
    private final Containers containers;
    private final Buildpacks buildpacks;
    private final BuildProperties properties;
    private final BuildEnvironment host;
    private final ReentrantLock lock = new ReentrantLock();

    RuntimeLayers(
            Stacks stacks,
            ImageStore images,
            Containers containers,
            Buildpacks buildpacks,
            BuildProperties properties) {
        this.stacks = stacks;
        this.images = images;
        this.containers = containers;
        this.buildpacks = buildpacks;
        this.properties = properties;
        this.host = BuildEnvironment.of(System.getenv(), properties.caBundle());
    }

    /** Makes the stack and all runtimes that are missing, so that no first push has to wait for them. */
    public void prepare(BuildLog log) throws InterruptedException {
        require(Optional.empty(), log);
        for (Buildpack buildpack : buildpacks.all()) {
            if (buildpack.runtime().isPresent()) {
                require(buildpack.runtime(), log);
            }
        }
    }

    /** The names of all runtimes, and whether each has been made. */
    public Map<String, Boolean> made() {
        Map<String, Boolean> made = new java.util.TreeMap<>();
        for (Buildpack buildpack : buildpacks.all()) {
            buildpack
                    .runtime()
                    .ifPresent(
                            recipe ->
                                    made.put(
                                            recipe.name(), images.tagged(tag(recipe)).isPresent()));
        }
        return made;
    }

    /** The image that apps of a runtime stand on, made when it is missing; the stack itself without a runtime. */
    Image require(Optional<RuntimeRecipe> recipe, BuildLog log) throws InterruptedException {
        Image stack = stacks.require(properties.stack(), log::line);
        if (recipe.isEmpty()) {
            return stack;
        }
        Optional<Image> existing = find(stack, recipe.get());
        if (existing.isPresent()) {
            return existing.get();
        }
        if (!lock.tryLock()) {
            log.step("Waiting for a runtime layer that is being made");
            lock.lockInterruptibly();
        }
        try {
            existing = find(stack, recipe.get());
            return existing.isPresent() ? existing.get() : make(stack, recipe.get(), log);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Image> find(Image stack, RuntimeRecipe recipe) {
        int below = stack.layers().size();
        return images.tagged(tag(recipe))
                .filter(
                        image ->
                                recipe.fingerprint().equals(image.config().labels().get(RECIPE))
                                        && image.layers().size() == below + 1
                                        && image.layers().subList(0, below).equals(stack.layers()));
    }

    private Image make(Image stack, RuntimeRecipe recipe, BuildLog log)
            throws InterruptedException {
        log.step(
                "Making the runtime layer %s of %s, once for all apps"
                        .formatted(recipe.name(), properties.stack()));
        Storage storage = containers.storage(OWNER, properties.systemDisk());
        try {
            Path layer = newLayerFolder(storage);
            install(stack, recipe, layer, log);
            Image image =
                    images.addLayer(
                            stack.digest(),
                            new LayerSource(layer, "/", storage.firstUid(), false),
                            config(stack, recipe));
            images.tag(tag(recipe), image.digest());
            log.line("Runtime layer %s is ready".formatted(recipe.name()));
            return image;
        } catch (IOException e) {
            throw new BuildFailedException(
                    "runtime",
                    "The runtime layer '%s' cannot be made: %s"
                            .formatted(recipe.name(), e.getMessage()),
                    e);
        } finally {
            containers.destroyStorage(OWNER);
        }
    }

    private void install(Image stack, RuntimeRecipe recipe, Path layer, BuildLog log)
            throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("/bin/bash", "/packs/lib/install.sh"));
        arguments.addAll(recipe.packages());
        // Nothing else of the host is shown: a package may want to replace the very file that a
        // mount stands on.
        List<Mount> mounts =
                List.of(
                        new Mount(layer, "/layer", false),
                        new Mount(buildpacks.folder(), "/packs", true));
        ContainerSpec spec =
                new ContainerSpec(
                        new ContainerId("runtime-" + recipe.name()),
                        OWNER,
                        stack.digest(),
                        arguments,
                        host.variables(),
                        "/",
                        "0:0",
                        ContainerSpec.Privileges.INSTALL,
                        ContainerSpec.Root.WRITABLE,
                        mounts,
                        ContainerLimits.of(
                                properties.cpus(), properties.memory(), properties.pids()),
                        Optional.empty(),
                        BuildContainer.LABELS);
        BuildOutput output = new BuildOutput(log);
        ContainerExit exit;
        try (output) {
            exit = containers.run(spec, properties.timeout(), output);
        }
        if (!exit.succeeded()) {
            throw new BuildFailedException(
                    "runtime",
                    "Installing %s for the runtime layer '%s' ended with %s"
                            .formatted(
                                    String.join(", ", recipe.packages()),
                                    recipe.name(),
                                    exit.text()),
                    output.lastLines(),
                    null);
        }
    }

    /** The folder that becomes the layer; it belongs to the container's root, as `/` does. */
    private static Path newLayerFolder(Storage storage) throws IOException {
        Path layer = storage.root().resolve("layer");
        FolderTrees.delete(layer);
        Files.createDirectory(layer);
        Files.setAttribute(layer, "unix:uid", storage.hostUid(0));
        Files.setAttribute(layer, "unix:gid", storage.hostUid(0));
        return layer;
    }

    private static ImageConfig config(Image stack, RuntimeRecipe recipe) {
        ImageConfig below = stack.config();
        return new ImageConfig(
                below.env(),
                below.workingDirectory(),
                below.user(),
                below.entrypoint(),
                below.arguments(),
                Map.of(RECIPE, recipe.fingerprint()));
    }

    private String tag(RuntimeRecipe recipe) {
        return "runtime/%s/%s".formatted(properties.stack(), recipe.name());
    }
}
