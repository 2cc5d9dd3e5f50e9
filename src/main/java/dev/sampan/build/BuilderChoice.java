package dev.sampan.build;

import dev.sampan.app.BuildOptions;
import dev.sampan.app.BuilderName;
import dev.sampan.git.SourceExportException;
import dev.sampan.git.SourceRepository;

import java.util.Map;

/**
 * Says what makes the image of a commit, as dokku does: what was selected; else its Dockerfile, when it has one and
 * names no buildpack itself; else buildpacks.
 */
final class BuilderChoice {

    private static final String BUILDPACKS = ".buildpacks";
    private static final String BUILDPACK_URL = "BUILDPACK_URL";

    private BuilderChoice() {}

    /**
     * Says it.
     *
     * @param env the variables of the app
     * @throws BuildFailedException when the commit cannot be read, or lacks the Dockerfile that was selected
     */
    static BuilderName of(
            SourceRepository source, String commit, BuildOptions options, Map<String, String> env) {
        try {
            boolean dockerfile = source.has(commit, options.fromTop(options.dockerfile()));
            if (options.builder().isPresent()) {
                if (options.builder().get() == BuilderName.DOCKERFILE && !dockerfile) {
                    throw new BuildFailedException(
                            "source",
                            "The builder dockerfile is selected, but the source has no file '%s'. Add it, name another with `builder-dockerfile:set`, or select another builder with `builder:set`"
                                    .formatted(options.fromTop(options.dockerfile())));
                }
                return options.builder().get();
            }
            return dockerfile
                            && options.buildpacks().isEmpty()
                            && env.getOrDefault(BUILDPACK_URL, "").isEmpty()
                            && !source.has(commit, BUILDPACKS)
                    ? BuilderName.DOCKERFILE
                    : BuilderName.BUILDPACKS;
        } catch (SourceExportException e) {
            throw new BuildFailedException("source", String.valueOf(e.getMessage()), e);
        }
    }
}
