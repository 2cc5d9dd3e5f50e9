package dev.sampan.build;

import java.util.List;

/**
 * What an app's buildpack wants below the app.
 *
 * @param name its name, with the version when there is more than one: `node-22.12.0`
 * @param packages the stack's packages that the app runs with
 * @param tools the stack's packages that only the build needs, and that the app's image is without
 * @param downloads packages of the npm registry that the app runs with, the one that names the version first
 */
record RuntimeRecipe(
        String name, List<String> packages, List<String> tools, List<NpmRelease> downloads) {

    RuntimeRecipe {
        packages = List.copyOf(packages);
        tools = List.copyOf(tools);
        downloads = List.copyOf(downloads);
        if (packages.isEmpty() && tools.isEmpty() && downloads.isEmpty()) {
            throw new IllegalArgumentException("Runtime '%s' installs nothing".formatted(name));
        }
    }

    static RuntimeRecipe of(String name, List<String> packages) {
        return new RuntimeRecipe(name, packages, List.of(), List.of());
    }
}
