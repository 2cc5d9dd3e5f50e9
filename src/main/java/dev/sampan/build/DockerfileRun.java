package dev.sampan.build;

import dev.sampan.container.Mount;
import dev.sampan.container.Storage;
import dev.sampan.image.Image;
import dev.sampan.image.ImageReference;
import dev.sampan.image.RegistryLogins;
import dev.sampan.image.RegistryProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Has buildah build a Dockerfile. Images for which there is a login are fetched beforehand, by a container in which none of
 * the Dockerfile's steps runs: they could get what buildah can read.
 */
@Component
final class DockerfileRun {

    /** Where `dockerfile.sh` looks for `auth.json`. */
    private static final String LOGINS = "/logins";

    private static final RuntimeRecipe BUILDAH =
            RuntimeRecipe.of("buildah", List.of("buildah", "netavark", "ca-certificates"));

    private final DockerfileContainer container;
    private final RuntimeLayers runtimes;
    private final RegistryLogins logins;
    private final RegistryProperties registries;

    DockerfileRun(
            DockerfileContainer container,
            RuntimeLayers runtimes,
            RegistryLogins logins,
            RegistryProperties registries) {
        this.container = container;
        this.runtimes = runtimes;
        this.logins = logins;
        this.registries = registries;
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
        fetch(request, folder, storage, tools, new BuildOutput(log));
        phases.end("fetch");
        List<String> arguments =
                new ArrayList<>(List.of("build", "/app/" + request.options().dockerfile()));
        BuildArguments given = BuildArguments.of(request.options().docker());
        arguments.addAll(given.words());
        List<Mount> shown =
                given.file().isEmpty()
                        ? List.of()
                        : List.of(
                                new Mount(
                                        folder.writeArguments(given.file()),
                                        BuildArguments.FOLDER,
                                        true));
        container.run(
                request,
                folder,
                storage,
                tools,
                new DockerfileContainer.Program(arguments, given.env()),
                shown,
                new BuildOutput(log));
        phases.end("build");
    }

    private void fetch(
            BuildRequest request,
            BuildFolder folder,
            Storage storage,
            Image tools,
            BuildOutput output)
            throws InterruptedException {
        String app = request.app().value();
        List<ImageReference> images =
                folder
                        .source(request.options().dockerfile())
                        .map(text -> BaseImages.of(text, request.options().docker()))
                        .orElse(List.of())
                        .stream()
                        .filter(image -> logins.find(app, image.registry()).isPresent())
                        .toList();
        Optional<String> authFile =
                logins.authFile(app, images.stream().map(ImageReference::registry).toList());
        if (authFile.isEmpty()) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("fetch"));
        for (ImageReference image : images) {
            arguments.add("--tls-verify=" + !registries.insecure().contains(image.registry()));
            arguments.add(image.toString());
        }
        try {
            Mount shown = new Mount(folder.writeLogins(authFile.get()), LOGINS, true);
            container.run(
                    request,
                    folder,
                    storage,
                    tools,
                    new DockerfileContainer.Program(arguments, Map.of()),
                    List.of(shown),
                    output);
        } finally {
            folder.removeLogins();
        }
    }
}
