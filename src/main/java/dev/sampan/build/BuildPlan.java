package dev.sampan.build;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The buildpacks of one build.
 *
 * @param buildpacks in the order in which they compile; empty while nobody knows whose app it is
 * @param chosen whether somebody chose them; otherwise they are a guess, which the build's first step confirms or not
 */
record BuildPlan(List<Buildpack> buildpacks, boolean chosen) {

    BuildPlan {
        buildpacks = List.copyOf(buildpacks);
    }

    static BuildPlan guess(List<Buildpack> buildpacks) {
        return new BuildPlan(buildpacks, false);
    }

    static BuildPlan of(List<Buildpack> buildpacks) {
        return new BuildPlan(buildpacks, true);
    }

    /** The names of the buildpacks, `node, ruby`. */
    String names() {
        return buildpacks.stream().map(Buildpack::name).collect(Collectors.joining(", "));
    }
}
