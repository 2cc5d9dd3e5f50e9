package dev.sampan.build;

import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Containers;
import dev.sampan.container.Mount;
import dev.sampan.image.Digest;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The container that the buildpacks run in: the app's own unprivileged user, limited, seeing only this build. */
@Component
final class BuildContainer {

    static final Map<String, String> LABELS = Map.of("dev.sampan.kind", "build");

    private static final String PACKS = "/packs";

    private final Containers containers;
    private final Buildpacks buildpacks;
    private final BuildProperties properties;
    private final BuildEnvironment host;

    BuildContainer(Containers containers, Buildpacks buildpacks, BuildProperties properties) {
        this.containers = containers;
        this.buildpacks = buildpacks;
        this.properties = properties;
        this.host = BuildEnvironment.of(System.getenv(), properties.caBundle());
    }

    ContainerExit run(
            BuildRequest request,
            BuildFolder folder,
            BuildPlan plan,
            Digest image,
            OutputStream output)
            throws InterruptedException {
        ContainerSpec spec = spec(request, folder, plan, image);
        return containers.run(spec, properties.timeout(), output);
    }

    private ContainerSpec spec(
            BuildRequest request, BuildFolder folder, BuildPlan plan, Digest image) {
        List<String> arguments = new ArrayList<>(List.of("/bin/bash", PACKS + "/lib/build.sh"));
        if (plan.chosen()) {
            arguments.add("chosen");
            plan.buildpacks().forEach(buildpack -> arguments.add(buildpack.name()));
        } else {
            arguments.add("detect");
            arguments.add(plan.names());
            buildpacks.all().forEach(buildpack -> arguments.add(buildpack.name()));
        }
        Map<String, String> env = new HashMap<>(host.variables());
        env.put("GIT_REV", request.commit());
        env.put("STACK", properties.stack());
        folder.predeploy().ifPresent(command -> env.put("SAMPAN_PREDEPLOY", command));
        return new ContainerSpec(
                new ContainerId("build-" + folder.id()),
                request.app().value(),
                image,
                arguments,
                env,
                "/app",
                BuildpackBuilder.USER,
                ContainerSpec.Privileges.NONE,
                ContainerSpec.Root.WRITABLE,
                mounts(folder, plan),
                properties.limits(),
                Optional.empty(),
                LABELS);
    }

    private List<Mount> mounts(BuildFolder folder, BuildPlan plan) {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(new Mount(folder.app(), "/app", false));
        mounts.add(new Mount(folder.env(), "/env", true));
        mounts.add(new Mount(folder.out(), "/out", false));
        mounts.add(new Mount(buildpacks.folder(), PACKS, true));
        for (Buildpack buildpack : plan.buildpacks()) {
            mounts.add(new Mount(folder.cache(buildpack), "/cache/" + buildpack.name(), false));
            for (String name : buildpack.dependencies()) {
                mounts.add(new Mount(folder.dependencies(buildpack, name), "/app/" + name, false));
            }
            buildpack
                    .fetched()
                    .ifPresent(
                            files ->
                                    mounts.add(
                                            new Mount(
                                                    files, "/fetched/" + buildpack.name(), false)));
        }
        mounts.addAll(host.mounts());
        return mounts;
    }
}
