package dev.sampan.build;

import dev.sampan.app.BuilderName;
import dev.sampan.container.ContainerTimeoutException;
import dev.sampan.container.Containers;
import dev.sampan.container.Storage;
import dev.sampan.git.SourceRepositories;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds out how an app would be built, and builds nothing. */
@Component
final class Detection {

    private final Containers containers;
    private final SourceRepositories repositories;
    private final ChosenBuildpacks chosen;
    private final RuntimeLayers runtimes;
    private final BuildContainer container;

    Detection(
            Containers containers,
            SourceRepositories repositories,
            ChosenBuildpacks chosen,
            RuntimeLayers runtimes,
            BuildContainer container) {
        this.containers = containers;
        this.repositories = repositories;
        this.chosen = chosen;
        this.runtimes = runtimes;
        this.container = container;
    }

    /** What would make the image. */
    BuilderName builder(BuildRequest request) {
        return BuilderChoice.of(
                repositories.open(request.app()),
                request.commit(),
                request.options(),
                request.env());
    }

    /**
     * The buildpacks that somebody chose, or else the one that wants the app.
     *
     * @return their names, in order; nothing when no buildpack wants it
     * @throws BuildFailedException when the commit cannot be read, or names a buildpack that there is not
     */
    List<String> detect(BuildRequest request, BuildLog log) throws InterruptedException {
        Storage storage = containers.storage(request.app().value(), request.disk());
        try (BuildFolder folder = BuildFolder.create(storage)) {
            folder.export(repositories.open(request.app()), request.commit(), log);
            folder.choose(request.options().folder());
            folder.writeEnv(request.env());
            Optional<AppJson> appJson =
                    folder.source(request.options().appJson()).map(AppJson::parse);
            List<String> names = chosen.names(request, appJson, folder);
            return names.isEmpty() ? ask(request, folder, log) : names;
        }
    }

    /** A guess that is nothing is always wrong, so that nothing is compiled. */
    private List<String> ask(BuildRequest request, BuildFolder folder, BuildLog log)
            throws InterruptedException {
        RuntimeLayers.Bases stack = runtimes.require(List.of(), log);
        try (BuildOutput output = new BuildOutput(log)) {
            var _ =
                    container.run(
                            request,
                            folder,
                            BuildPlan.guess(List.of()),
                            stack.build().digest(),
                            output);
        } catch (ContainerTimeoutException e) {
            throw new BuildFailedException(
                    "detect", "The buildpacks took too long to look at the app", e);
        }
        String found = folder.handedBack("buildpack");
        return found.isEmpty() ? List.of() : List.of(found);
    }
}
