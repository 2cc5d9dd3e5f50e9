package dev.sampan.build;

import dev.sampan.container.Containers;
import dev.sampan.container.Storage;
import dev.sampan.git.SourceExportException;
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
import java.util.concurrent.Semaphore;
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
    private final BuildRun run;
    private final DependencyLayers dependencies;
    private final AppLocks locks = new AppLocks();
    private final Semaphore places;

    BuildpackBuilder(
            Containers containers,
            SourceRepositories repositories,
            ImageStore images,
            BuildRun run,
            BuildProperties properties) {
        this.containers = containers;
        this.repositories = repositories;
        this.images = images;
        this.run = run;
        this.dependencies = new DependencyLayers(images);
        this.places = new Semaphore(properties.concurrent(), true);
    }

    BuildResult build(BuildRequest request, BuildLog log) throws InterruptedException {
        try (AppLocks.Held _ = locks.acquire(request.app())) {
            if (!places.tryAcquire()) {
                log.step("Waiting for another build to end");
                places.acquire();
            }
            try {
                return buildAlone(request, log);
            } finally {
                places.release();
            }
        }
    }

    private BuildResult buildAlone(BuildRequest request, BuildLog log) throws InterruptedException {
        Phases phases = new Phases();
        Storage storage = containers.storage(request.app().value(), request.disk());
        try (BuildFolder folder = BuildFolder.create(storage)) {
            export(request, folder, storage);
            Optional<Procfile> procfile = folder.source("Procfile").map(Procfile::parse);
            Optional<AppJson> appJson = folder.source("app.json").map(AppJson::parse);
            folder.writeEnv(request.env());
            phases.end("source");

            BuildRun.Compiled compiled = run.run(request, folder, log, phases);
            Map<String, String> processTypes = processTypes(procfile, compiled);

            Image image =
                    dependencies.addTo(
                            compiled.base(), request.app(), compiled.buildpack(), folder);
            phases.end("dependencies");
            Digest digest =
                    images.addLayer(
                                    image.digest(),
                                    new LayerSource(folder.app(), APP, storage.firstUid(), false),
                                    config(compiled))
                            .digest();
            phases.end("image");
            return new BuildResult(
                    digest, processTypes, appJson, compiled.buildpack().name(), phases.ended());
        }
    }

    private void export(BuildRequest request, BuildFolder folder, Storage storage) {
        try {
            repositories
                    .open(request.app())
                    .export(request.commit(), folder.app(), storage.hostUid(APP_UID));
        } catch (SourceExportException e) {
            throw new BuildFailedException("source", String.valueOf(e.getMessage()), e);
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

    private static ImageConfig config(BuildRun.Compiled compiled) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", BuildEnvironment.PATH);
        env.put("HOME", APP);
        env.put("LANG", "C.UTF-8");
        env.putAll(compiled.release().env());
        return new ImageConfig(
                env,
                APP,
                USER,
                Entrypoint.ARGUMENTS,
                List.of(),
                Map.of("dev.sampan.buildpack", compiled.buildpack().name()));
    }
}
