package dev.sampan.build;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One layer of a runtime.
 *
 * @param name the part of its image's name that says what it is: `java-21`, `java-21-tools`
 * @param packages the stack's packages that are installed, sorted
 * @param downloads packages of the npm registry that are unpacked
 */
record RuntimeLayer(String name, List<String> packages, List<NpmRelease> downloads) {

    RuntimeLayer {
        packages = List.copyOf(packages);
        downloads = List.copyOf(downloads);
    }

    /** The layers that apps with these runtimes run on, the lowest first. */
    static List<RuntimeLayer> forRunning(List<RuntimeRecipe> recipes) {
        List<RuntimeLayer> layers = new ArrayList<>();
        for (RuntimeRecipe recipe : recipes) {
            if (!recipe.downloads().isEmpty()) {
                layers.add(new RuntimeLayer(recipe.name(), List.of(), recipe.downloads()));
            }
        }
        layers.addAll(packages(recipes, false));
        return layers;
    }

    /** What a build needs above them. */
    static List<RuntimeLayer> forBuilding(List<RuntimeRecipe> recipes) {
        return packages(recipes, true);
    }

    /** The packages of all of them in one layer, because each layer has the whole list of what is installed. */
    private static List<RuntimeLayer> packages(List<RuntimeRecipe> recipes, boolean tools) {
        TreeSet<String> packages = new TreeSet<>();
        List<RuntimeRecipe> wanting =
                recipes.stream()
                        .filter(
                                recipe ->
                                        packages.addAll(tools ? recipe.tools() : recipe.packages()))
                        .toList();
        if (packages.isEmpty()) {
            return List.of();
        }
        String name =
                wanting.stream().map(RuntimeRecipe::name).collect(Collectors.joining("-"))
                        + (tools ? "-tools" : "");
        return List.of(new RuntimeLayer(name, List.copyOf(packages), List.of()));
    }

    /**
     * Differs when the layer has to be made anew. Of what is downloaded, only the first counts: a newer npm is no reason
     * to install the dependencies of all apps again.
     */
    String fingerprint() {
        String text =
                String.join(" ", packages)
                        + downloads.stream()
                                .limit(1)
                                .map(NpmRelease::text)
                                .collect(Collectors.joining());
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** What is installed, for people. */
    String content() {
        return downloads.isEmpty()
                ? String.join(", ", packages)
                : downloads.stream().map(NpmRelease::text).collect(Collectors.joining(", "));
    }
}
