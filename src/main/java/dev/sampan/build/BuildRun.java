package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerTimeoutException;
import dev.sampan.image.Image;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds the buildpack of an app and lets it compile, both in one container as a rule. */
@Component
final class BuildRun {

    /**
     * What a buildpack made.
     *
     * @param buildpack which one it was
     * @param base the image that the app's layers stand on
     * @param release what it says about the app
     */
    record Compiled(Buildpack buildpack, Image base, ReleaseDescription release) {}

    private final Buildpacks buildpacks;
    private final RuntimeLayers runtimes;
    private final BuildContainer container;
    private final BuildProperties properties;

    BuildRun(
            Buildpacks buildpacks,
            RuntimeLayers runtimes,
            BuildContainer container,
            BuildProperties properties) {
        this.buildpacks = buildpacks;
        this.runtimes = runtimes;
        this.container = container;
        this.properties = properties;
    }

    /**
     * Compiles with the buildpack of the last build. When the app turns out to be another one's, the container ends
     * before anything was done, and a second one compiles with that.
     */
    Compiled run(BuildRequest request, BuildFolder folder, BuildLog log, Phases phases)
            throws InterruptedException {
        Optional<Buildpack> guess = folder.lastBuildpack().flatMap(buildpacks::find);
        for (int attempt = 0; attempt < 2; attempt++) {
            Image base = runtimes.require(guess.flatMap(Buildpack::runtime), log);
            phases.end(attempt == 0 ? "prepare" : "runtime");
            guess.ifPresent(buildpack -> makeMountPoints(buildpack, folder, log));
            BuildOutput output = new BuildOutput(log);
            ContainerExit exit = start(request, folder, guess, base, output);
            Buildpack found = found(folder, exit, output);
            if (guess.isPresent() && found.equals(guess.get())) {
                requireSuccess(folder, exit, output);
                folder.rememberBuildpack(found);
                phases.end("compile");
                return new Compiled(
                        found,
                        base,
                        ReleaseDescription.parse(found.name(), folder.handedBack("release.yml")));
            }
            guess = Optional.of(found);
            phases.end("detect");
        }
        throw new BuildFailedException(
                "detect",
                "The buildpacks disagree about whose app this is from one run to the next");
    }

    private ContainerExit start(
            BuildRequest request,
            BuildFolder folder,
            Optional<Buildpack> guess,
            Image base,
            BuildOutput output)
            throws InterruptedException {
        try (output) {
            return container.run(request, folder, guess, base.digest(), output);
        } catch (ContainerTimeoutException e) {
            throw new BuildFailedException(
                    stage(folder),
                    "The build took longer than %d min. Make it faster, or raise sampan.build.timeout"
                            .formatted(properties.timeout().toMinutes()),
                    output.lastLines(),
                    e);
        }
    }

    private Buildpack found(BuildFolder folder, ContainerExit exit, BuildOutput output) {
        String name = folder.handedBack("buildpack");
        Optional<Buildpack> found = buildpacks.find(name);
        if (found.isPresent()) {
            return found.get();
        }
        if (name.isEmpty() && exit.exitCode() == 1 && output.lastLines().isEmpty()) {
            throw new BuildFailedException(
                    "detect",
                    "No buildpack knows what to do with this app. It needs one of: package.json, requirements.txt, index.html, public/, Procfile");
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
        String message;
        if (exit.outOfMemory()) {
            message =
                    "The build hit the memory limit of %s. Raise sampan.build.memory, or build with less"
                            .formatted(properties.memory().toText());
        } else if (output.saysDiskFull()) {
            message = "The build hit the app's disk limit. Raise it with `resource:limit --disk`";
        } else if (!output.cause().isEmpty()) {
            message = output.cause();
        } else {
            message = "The build ended with %s (%s)".formatted(exit.text(), stage);
        }
        return new BuildFailedException(stage, message, output.lastLines(), null);
    }

    private static String stage(BuildFolder folder) {
        String stage = folder.handedBack("stage");
        return stage.isEmpty() ? "start" : stage;
    }

    private static void makeMountPoints(Buildpack buildpack, BuildFolder folder, BuildLog log) {
        for (String name : buildpack.dependencies()) {
            if (folder.makeMountPoint(name)) {
                log.warn(
                        "%s is checked in and has been left out: dependencies are installed by the build"
                                .formatted(name));
            }
        }
    }
}
