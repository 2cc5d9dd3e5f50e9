package dev.sampan.build;

import dev.sampan.container.Containers;
import dev.sampan.container.Storage;
import dev.sampan.git.SourceRepositories;
import dev.sampan.image.Digest;
import dev.sampan.image.Image;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.image.LayerSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Builds apps with buildpacks: the stack, a runtime, the app's dependencies and the app, one layer each. */
@Component
class BuildpackBuilder {

    static final int APP_UID = 1000;

    private static final String APP = "/app";
    static final String USER = APP_UID + ":" + APP_UID;

    private final Containers containers;
    private final SourceRepositories repositories;
    private final ImageStore images;
    private final ChosenBuildpacks chosen;
    private final BuildRun run;
    private final DependencyLayers dependencies;

    BuildpackBuilder(
            Containers containers,
            SourceRepositories repositories,
            ImageStore images,
            ChosenBuildpacks chosen,
            BuildRun run) {
        this.containers = containers;
        this.repositories = repositories;
        this.images = images;
        this.chosen = chosen;
        this.run = run;
        this.dependencies = new DependencyLayers(images);
    }

    BuildResult build(BuildRequest request, BuildLog log) throws InterruptedException {
        Phases phases = new Phases();
        Storage storage = containers.storage(request.app().value(), request.disk());
        try (BuildFolder folder = BuildFolder.create(storage)) {
            folder.export(repositories.open(request.app()), request.commit(), log);
            folder.choose(request.options().folder());
            Optional<Procfile> procfile =
                    folder.source(request.options().procfile()).map(Procfile::parse);
            Optional<AppJson> appJson =
                    folder.source(request.options().appJson()).map(AppJson::parse);
            appJson.ifPresent(read -> read.warnings().forEach(log::warn));
            folder.runAtTheEnd(appJson.flatMap(json -> json.scripts().predeploy()));
            folder.writeEnv(request.env());
            phases.end("source");

            List<Buildpack> buildpacks = chosen.of(request, appJson, folder, log);
            BuildRun.Compiled compiled = run.run(request, folder, buildpacks, log, phases);
            Map<String, String> processTypes = processTypes(procfile, compiled);

            Image image = compiled.base();
            for (Buildpack buildpack : compiled.buildpacks()) {
                image = dependencies.addTo(image, request.app(), buildpack, folder);
            }
            phases.end("dependencies");
            Digest digest =
                    images.addLayer(
                                    image.digest(),
                                    new LayerSource(folder.app(), APP, storage.firstUid(), false),
                                    config(compiled, processTypes))
                            .digest();
            phases.end("image");
            return new BuildResult(digest, processTypes, appJson, names(compiled), phases.ended());
        }
    }

    private static Map<String, String> processTypes(
            Optional<Procfile> procfile, BuildRun.Compiled compiled) {
        Map<String, String> types =
                procfile.map(Procfile::commands).orElse(compiled.release().processTypes());
        if (types.isEmpty()) {
            throw new BuildFailedException(
                    "release",
                    "Nothing says how to start the app. Add a Procfile with a line such as 'web: ./server'");
        }
        return types;
    }

    /** Where the image runs without a Procfile beside it, as in another engine, it runs what answers requests. */
    private static ImageConfig config(
            BuildRun.Compiled compiled, Map<String, String> processTypes) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", BuildEnvironment.PATH);
        env.put("HOME", APP);
        env.put("LANG", "C.UTF-8");
        env.putAll(compiled.release().env());
        String web = processTypes.get("web");
        return new ImageConfig(
                env,
                APP,
                USER,
                Entrypoint.ARGUMENTS,
                web == null ? List.of() : List.of(web),
                Map.of("dev.sampan.buildpack", names(compiled)));
    }

    private static String names(BuildRun.Compiled compiled) {
        return BuildPlan.of(compiled.buildpacks()).names();
    }
}
