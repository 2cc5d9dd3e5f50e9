package dev.sampan.app;

import java.util.List;

/**
 * What holds for the builds of an app.
 *
 * @param folder the folder of the source that is the app; empty for the top
 * @param appJson the path of its `app.json`, below that folder
 * @param procfile the path of its `Procfile`, below that folder
 * @param buildpacks the buildpacks that were chosen, in order; empty when what the source says counts
 * @param docker what was added to builds of a Dockerfile, as in `--build-arg X=Y`, word by word
 */
public record BuildOptions(
        String folder,
        String appJson,
        String procfile,
        List<BuildpackName> buildpacks,
        List<String> docker) {

    public static final BuildOptions STANDARD =
            new BuildOptions("", "app.json", "Procfile", List.of(), List.of());

    public BuildOptions {
        buildpacks = List.copyOf(buildpacks);
        docker = List.copyOf(docker);
    }
}
