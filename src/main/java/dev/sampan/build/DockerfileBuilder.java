package dev.sampan.build;

import dev.sampan.app.ProcessType;
import dev.sampan.container.ContainerStartException;
import dev.sampan.container.Containers;
import dev.sampan.container.Storage;
import dev.sampan.git.SourceRepositories;
import dev.sampan.image.Image;
import dev.sampan.image.ImageStore;
import dev.sampan.image.InvalidImageException;
import dev.sampan.image.InvalidLayerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Builds apps that bring a Dockerfile, in a container that is limited like that of any build. */
@Component
final class DockerfileBuilder {

    private static final String NAME = "dockerfile";

    private final Containers containers;
    private final SourceRepositories repositories;
    private final ImageStore images;
    private final DockerfileRun run;

    DockerfileBuilder(
            Containers containers,
            SourceRepositories repositories,
            ImageStore images,
            DockerfileRun run) {
        this.containers = containers;
        this.repositories = repositories;
        this.images = images;
        this.run = run;
    }

    BuildResult build(BuildRequest request, BuildLog log) throws InterruptedException {
        Phases phases = new Phases();
        try {
            containers.requireCounted(DockerfileContainer.USER);
        } catch (ContainerStartException e) {
            throw new BuildFailedException(
                    "prepare",
                    "A Dockerfile cannot be built here. %s".formatted(e.getMessage()),
                    e);
        }
        Storage storage = containers.storage(request.app().value(), request.disk());
        try (BuildFolder folder = BuildFolder.create(storage)) {
            folder.export(repositories.open(request.app()), request.commit(), log);
            folder.choose(request.options().folder());
            Optional<Procfile> procfile =
                    folder.source(request.options().procfile()).map(Procfile::parse);
            Optional<AppJson> appJson =
                    folder.source(request.options().appJson()).map(AppJson::parse);
            appJson.ifPresent(read -> read.warnings().forEach(log::warn));
            if (appJson.flatMap(read -> read.scripts().predeploy()).isPresent()) {
                log.warn(
                        "app.json has a predeploy script, which builds of a Dockerfile do not run. Write it into the Dockerfile");
            }
            phases.end("source");
            log.step("Building %s from Dockerfile".formatted(request.app()));
            run.run(request, folder, storage, log, phases);
            Image image = take(folder);
            phases.end("image");
            return new BuildResult(
                    image.digest(), processTypes(procfile, image), appJson, NAME, phases.ended());
        }
    }

    private Image take(BuildFolder folder) {
        Path archive = folder.out().resolve("image.tar");
        if (!Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS)) {
            throw new BuildFailedException("image", "The build handed back no image");
        }
        try (InputStream content =
                Files.newInputStream(archive, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return images.importArchive(content, Optional.empty());
        } catch (IOException | InvalidImageException | InvalidLayerException e) {
            throw new BuildFailedException(
                    "image", "The image that was built cannot be taken: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> processTypes(Optional<Procfile> procfile, Image image) {
        if (procfile.isPresent()) {
            return procfile.get().commands();
        }
        if (image.config().entrypoint().isEmpty() && image.config().arguments().isEmpty()) {
            throw new BuildFailedException(
                    "image",
                    "Nothing says how to start the app. Add a CMD or an ENTRYPOINT to the Dockerfile, or a Procfile");
        }
        return Map.of(ProcessType.WEB.value(), "");
    }
}
