package dev.sampan.build;

import dev.sampan.git.SourceExportException;
import dev.sampan.git.SourceRepositories;
import dev.sampan.git.SourceRepository;
import org.springframework.stereotype.Component;

/**
 * Chooses how a commit is built, as dokku does: with its Dockerfile when it has one and names no buildpack itself, else
 * with buildpacks.
 */
@Component
final class Builders implements Builder {

    static final String DOCKERFILE = "Dockerfile";

    private static final String BUILDPACKS = ".buildpacks";
    private static final String BUILDPACK_URL = "BUILDPACK_URL";

    private final SourceRepositories repositories;
    private final BuildpackBuilder buildpacks;
    private final DockerfileBuilder dockerfiles;

    Builders(
            SourceRepositories repositories,
            BuildpackBuilder buildpacks,
            DockerfileBuilder dockerfiles) {
        this.repositories = repositories;
        this.buildpacks = buildpacks;
        this.dockerfiles = dockerfiles;
    }

    @Override
    public BuildResult build(BuildRequest request, BuildLog log) throws InterruptedException {
        return hasDockerfile(request)
                ? dockerfiles.build(request, log)
                : buildpacks.build(request, log);
    }

    private boolean hasDockerfile(BuildRequest request) {
        try {
            SourceRepository source = repositories.open(request.app());
            String folder = request.options().folder();
            String path = folder.isEmpty() ? DOCKERFILE : folder + "/" + DOCKERFILE;
            return request.options().buildpacks().isEmpty()
                    && source.has(request.commit(), path)
                    && request.env().getOrDefault(BUILDPACK_URL, "").isEmpty()
                    && !source.has(request.commit(), BUILDPACKS);
        } catch (SourceExportException e) {
            throw new BuildFailedException("source", String.valueOf(e.getMessage()), e);
        }
    }
}
