package dev.sampan.build;

import dev.sampan.git.SourceRepositories;

import org.springframework.stereotype.Component;

/** Has a commit built by the builder that was selected, or that its source asks for. */
@Component
final class Builders implements Builder {

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
        return switch (BuilderChoice.of(
                repositories.open(request.app()),
                request.commit(),
                request.options(),
                request.env())) {
            case DOCKERFILE -> dockerfiles.build(request, log);
            case BUILDPACKS -> buildpacks.build(request, log);
        };
    }
}
