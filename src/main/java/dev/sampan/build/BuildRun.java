package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerTimeoutException;
import dev.sampan.image.Image;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds the buildpack of an app and lets it compile, both in one container as a rule. */
@Component
final class BuildRun {

    /**
     * What buildpacks made.
     *
     * @param buildpacks which ones they were, in order
     * @param base the image that the app's layers stand on
     * @param release what they say about the app
     */
    record Compiled(List<Buildpack> buildpacks, Image base, ReleaseDescription release) {}

    private final Buildpacks buildpacks;
    private final RuntimeLayers runtimes;
    private final RuntimeChooser chooser;
    private final BuildContainer container;
    private final BuildProperties properties;

    BuildRun(
            Buildpacks buildpacks,
            RuntimeLayers runtimes,
            RuntimeChooser chooser,
            BuildContainer container,
            BuildProperties properties) {
        this.buildpacks = buildpacks;
        this.runtimes = runtimes;
        this.chooser = chooser;
        this.container = container;
        this.properties = properties;
    }

    /**
     * Compiles with the buildpacks that were chosen, or else with the one of the last build. When the app turns out to
     * be another one's, the container ends before anything was done, and a second one compiles with that.
     */
    Compiled run(
            BuildRequest request,
            BuildFolder folder,
            List<Buildpack> chosen,
            BuildLog log,
            Phases phases)
            throws InterruptedException {
        BuildPlan plan = chosen.isEmpty() ? guess(folder) : BuildPlan.of(of(folder, chosen));
        for (int attempt = 0; attempt < 2; attempt++) {
            RuntimeLayers.Bases bases =
                    runtimes.require(chooser.recipes(plan.buildpacks(), folder::source, log), log);
            phases.end(attempt == 0 ? "prepare" : "runtime");
            makeMountPoints(plan, folder, log);
            BuildOutput output = new BuildOutput(log);
            ContainerExit exit = start(request, folder, plan, bases.build(), output);
            BuildPlan found = plan.chosen() ? plan : found(request, folder, exit, output);
            if (found.buildpacks().equals(plan.buildpacks())) {
                requireSuccess(folder, exit, output);
                if (!plan.chosen()) {
                    folder.rememberBuildpack(found.buildpacks().getLast());
                }
                phases.end("compile");
                return new Compiled(found.buildpacks(), bases.run(), release(found, folder));
            }
            plan = found;
            phases.end("detect");
        }
        throw new BuildFailedException(
                "detect",
                "The buildpacks disagree about whose app this is from one run to the next");
    }

    private BuildPlan guess(BuildFolder folder) {
        return BuildPlan.guess(
                of(folder, folder.lastBuildpack().flatMap(buildpacks::find).stream().toList()));
    }

    private static List<Buildpack> of(BuildFolder folder, List<Buildpack> buildpacks) {
        return buildpacks.stream().map(buildpack -> buildpack.of(folder::source)).toList();
    }

    private static ReleaseDescription release(BuildPlan plan, BuildFolder folder) {
        ReleaseDescription release = ReleaseDescription.EMPTY;
        for (Buildpack buildpack : plan.buildpacks()) {
            release =
                    release.then(
                            ReleaseDescription.parse(
                                    buildpack.name(),
                                    folder.handedBack("release-" + buildpack.name() + ".yml")));
        }
        return release;
    }

    private ContainerExit start(
            BuildRequest request,
            BuildFolder folder,
            BuildPlan plan,
            Image base,
            BuildOutput output)
            throws InterruptedException {
        try (output) {
            return container.run(request, folder, plan, base.digest(), output);
        } catch (ContainerTimeoutException e) {
            throw new BuildFailedException(
                    stage(folder),
                    "The build took longer than %d min. Make it faster, or raise sampan.build.timeout"
                            .formatted(properties.timeout().toMinutes()),
                    output.lastLines(),
                    e);
        }
    }

    private BuildPlan found(
            BuildRequest request, BuildFolder folder, ContainerExit exit, BuildOutput output) {
        String name = folder.handedBack("buildpack");
        Optional<Buildpack> found = buildpacks.find(name);
        if (found.isPresent()) {
            return BuildPlan.guess(of(folder, List.of(found.get())));
        }
        if (name.isEmpty() && exit.exitCode() == 1 && output.lastLines().isEmpty()) {
            throw new BuildFailedException(
                    "detect",
                    "No buildpack knows what to do with this app. It needs one of these: Dockerfile, package.json, requirements.txt, pyproject.toml, Gemfile, composer.json, index.php, go.mod, pom.xml, gradlew, index.html, public/, Procfile. When the app is a folder of the source, name it: `builder:set %s build-dir FOLDER`"
                            .formatted(request.app()));
        }
        throw failure(folder, exit, output);
    }

    private void requireSuccess(BuildFolder folder, ContainerExit exit, BuildOutput output) {
        if (!exit.succeeded() || !stage(folder).equals("done")) {
            throw failure(folder, exit, output);
        }
    }

    private BuildFailedException failure(
            BuildFolder folder, ContainerExit exit, BuildOutput output) {
        String stage = stage(folder);
        String cause = output.cause();
        String message =
                output.limitHit(exit, properties.memory())
                        .orElse(
                                cause.isEmpty()
                                        ? "The build ended with %s (%s)"
                                                .formatted(exit.text(), stage)
                                        : cause);
        return new BuildFailedException(stage, message, output.lastLines(), null);
    }

    private static String stage(BuildFolder folder) {
        String stage = folder.handedBack("stage");
        return stage.isEmpty() ? "start" : stage;
    }

    private static void makeMountPoints(BuildPlan plan, BuildFolder folder, BuildLog log) {
        for (Buildpack buildpack : plan.buildpacks()) {
            for (String name : buildpack.dependencies()) {
                if (folder.makeMountPoint(name)) {
                    log.warn(
                            "%s is checked in and has been left out: dependencies are installed by the build"
                                    .formatted(name));
                }
            }
        }
    }
}
