package dev.sampan.app;

import java.util.List;
import java.util.Optional;

/**
 * What holds for the builds of an app.
 *
 * @param builder what was selected to make the image; empty when the source decides
 * @param dockerfile the path of its `Dockerfile`, below the folder of the app
 * @param folder the folder of the source that is the app; empty for the top
 * @param appJson the path of its `app.json`, below that folder
 * @param procfile the path of its `Procfile`, below that folder
 * @param buildpacks the buildpacks that were chosen, in order; empty when what the source says counts
 * @param docker what was added to builds of a Dockerfile, as in `--build-arg X=Y`, word by word
 */
public record BuildOptions(
        Optional<BuilderName> builder,
        String dockerfile,
        String folder,
        String appJson,
        String procfile,
        List<BuildpackName> buildpacks,
        List<String> docker) {

    public static final BuildOptions STANDARD =
            new BuildOptions(
                    Optional.empty(),
                    "Dockerfile",
                    "",
                    "app.json",
                    "Procfile",
                    List.of(),
                    List.of());

    public BuildOptions {
        buildpacks = List.copyOf(buildpacks);
        docker = List.copyOf(docker);
    }

    /** These, with other words for builds of a Dockerfile. */
    public BuildOptions withDocker(List<String> words) {
        return new BuildOptions(builder, dockerfile, folder, appJson, procfile, buildpacks, words);
    }

    /** These, with other chosen buildpacks. */
    public BuildOptions withBuildpacks(List<BuildpackName> names) {
        return new BuildOptions(builder, dockerfile, folder, appJson, procfile, names, docker);
    }

    /** These, with another folder of the source. */
    public BuildOptions withFolder(String other) {
        return new BuildOptions(builder, dockerfile, other, appJson, procfile, buildpacks, docker);
    }

    /** These, with another builder that was selected. */
    public BuildOptions withBuilder(Optional<BuilderName> other) {
        return new BuildOptions(other, dockerfile, folder, appJson, procfile, buildpacks, docker);
    }

    /** The path of a file of the app from the top of the source. */
    public String fromTop(String path) {
        return folder.isEmpty() ? path : folder + "/" + path;
    }
}
