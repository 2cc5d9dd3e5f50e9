package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Containers;
import dev.sampan.container.Mount;
import dev.sampan.container.Storage;
import dev.sampan.host.FolderTrees;
import dev.sampan.image.Image;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.image.LayerSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Makes one layer of a runtime, in a container whose root may change its own root file system and nothing else. */
@Component
final class RuntimeMaker {

    /** Owns the storage in which a layer is made; no app can have a name with `_`. */
    private static final String OWNER = "system_runtime_";

    private static final String RECIPE = "dev.sampan.recipe";

    private final ImageStore images;
    private final Containers containers;
    private final Buildpacks buildpacks;
    private final NpmRegistry registry;
    private final BuildProperties properties;
    private final BuildEnvironment host;

    RuntimeMaker(
            ImageStore images,
            Containers containers,
            Buildpacks buildpacks,
            NpmRegistry registry,
            BuildProperties properties) {
        this.images = images;
        this.containers = containers;
        this.buildpacks = buildpacks;
        this.registry = registry;
        this.properties = properties;
        this.host = BuildEnvironment.of(System.getenv(), properties.caBundle());
    }

    static boolean isMadeOf(Image image, RuntimeLayer layer) {
        return layer.fingerprint().equals(image.config().labels().get(RECIPE));
    }

    /** The image of a layer over another image; takes seconds to minutes. */
    Image make(Image below, RuntimeLayer layer, BuildLog log) throws InterruptedException {
        String owner = OWNER + layer.name();
        Storage storage = containers.storage(owner, properties.systemDisk());
        try {
            Path files = newFolder(storage, "layer");
            Path downloads = newFolder(storage, "downloads");
            fetch(layer, downloads, log);
            run(below, owner, layer, files, downloads, log);
            return images.addLayer(
                    below.digest(),
                    new LayerSource(files, "/", storage.firstUid(), false),
                    config(below, layer));
        } catch (IOException e) {
            throw new BuildFailedException(
                    "runtime",
                    "The runtime layer '%s' cannot be made: %s"
                            .formatted(layer.name(), e.getMessage()),
                    e);
        } finally {
            containers.destroyStorage(owner);
        }
    }

    private void fetch(RuntimeLayer layer, Path folder, BuildLog log)
            throws IOException, InterruptedException {
        for (NpmRelease release : layer.downloads()) {
            log.line("Fetching " + release.text());
            registry.download(release, folder.resolve(release.name() + ".tgz"));
        }
    }

    private void run(
            Image below, String owner, RuntimeLayer layer, Path files, Path downloads, BuildLog log)
            throws InterruptedException {
        BuildOutput output = new BuildOutput(log);
        ContainerExit exit;
        try (output) {
            exit =
                    containers.run(
                            spec(below, owner, layer, files, downloads),
                            properties.timeout(),
                            output);
        }
        if (!exit.succeeded()) {
            throw new BuildFailedException(
                    "runtime",
                    "Installing %s for the runtime layer '%s' ended with %s"
                            .formatted(layer.content(), layer.name(), exit.text()),
                    output.lastLines(),
                    null);
        }
    }

    private ContainerSpec spec(
            Image below, String owner, RuntimeLayer layer, Path files, Path downloads) {
        List<String> arguments = new ArrayList<>();
        // Nothing else of the host is shown: a package may want to replace the very file that a
        // mount stands on.
        List<Mount> mounts = new ArrayList<>();
        mounts.add(new Mount(files, "/layer", false));
        mounts.add(new Mount(buildpacks.folder(), "/packs", true));
        if (layer.downloads().isEmpty()) {
            arguments.addAll(List.of("/bin/bash", "/packs/lib/install.sh"));
            arguments.addAll(layer.packages());
        } else {
            arguments.addAll(List.of("/bin/bash", "/packs/lib/unpack.sh"));
            mounts.add(new Mount(downloads, "/downloads", true));
        }
        return new ContainerSpec(
                new ContainerId("runtime-" + layer.name()),
                owner,
                below.digest(),
                arguments,
                host.variables(),
                "/",
                "0:0",
                ContainerSpec.Privileges.INSTALL,
                ContainerSpec.Root.WRITABLE,
                mounts,
                properties.limits(),
                Optional.empty(),
                BuildContainer.LABELS);
    }

    /** An empty folder that belongs to the container's root, as `/` does. */
    private static Path newFolder(Storage storage, String name) throws IOException {
        Path folder = storage.root().resolve(name);
        FolderTrees.delete(folder);
        Files.createDirectory(folder);
        Files.setAttribute(folder, "unix:uid", storage.hostUid(0));
        Files.setAttribute(folder, "unix:gid", storage.hostUid(0));
        return folder;
    }

    private static ImageConfig config(Image below, RuntimeLayer layer) {
        ImageConfig config = below.config();
        return new ImageConfig(
                config.env(),
                config.workingDirectory(),
                config.user(),
                config.entrypoint(),
                config.arguments(),
                Map.of(RECIPE, layer.fingerprint()));
    }
}
