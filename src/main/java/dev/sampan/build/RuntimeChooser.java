package dev.sampan.build;

import dev.sampan.image.ImageStore;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Chooses the runtimes of an app by what its files ask for. */
@Component
final class RuntimeChooser {

    private static final String MACHINE =
            switch (System.getProperty("os.arch")) {
                case "aarch64" -> "arm64";
                default -> "x64";
            };
    private static final String NODE = "node-linux-" + MACHINE;

    private final NpmRegistry registry;
    private final ImageStore images;
    private final BuildProperties properties;

    RuntimeChooser(NpmRegistry registry, ImageStore images, BuildProperties properties) {
        this.registry = registry;
        this.images = images;
        this.properties = properties;
    }

    /** What is installed below an app of these buildpacks. */
    List<RuntimeRecipe> recipes(List<Buildpack> buildpacks, SourceFiles source, BuildLog log)
            throws InterruptedException {
        List<RuntimeRecipe> recipes = new java.util.ArrayList<>();
        for (Buildpack buildpack : buildpacks) {
            if (buildpack.runtime().isPresent()) {
                RuntimeRecipe recipe = recipe(buildpack.runtime().get(), source, log);
                if (!recipes.contains(recipe)) {
                    recipes.add(recipe);
                }
            }
        }
        return List.copyOf(recipes);
    }

    private RuntimeRecipe recipe(RuntimeChoice choice, SourceFiles source, BuildLog log)
            throws InterruptedException {
        return switch (choice) {
            case RuntimeChoice.OfStack packages -> packages.recipe(source, properties.stack());
            case RuntimeChoice.Node node -> node(node, source, log);
        };
    }

    private RuntimeRecipe node(RuntimeChoice.Node choice, SourceFiles source, BuildLog log)
            throws InterruptedException {
        NodeVersions.Wish wish = NodeVersions.wish(source);
        try {
            List<NpmRelease> releases = registry.releases(NODE);
            NpmRelease node =
                    NodeVersions.newest(releases, wish.range()).orElseThrow(() -> missing(wish));
            NpmRelease npm =
                    NodeVersions.newestFor(registry.releases("npm"), node.version())
                            .orElseThrow(() -> missing(wish));
            return recipe(choice, node.version(), List.of(node, npm));
        } catch (IOException e) {
            SemanticVersion there = made(choice, wish).orElseThrow(() -> unreachable(wish, e));
            log.warn(
                    "%s. Using Node.js %s, which is there already"
                            .formatted(e.getMessage(), there));
            return recipe(
                    choice,
                    there,
                    List.of(new NpmRelease(NODE, there, URI.create("urn:installed"), "", "*")));
        }
    }

    private static RuntimeRecipe recipe(
            RuntimeChoice.Node choice, SemanticVersion version, List<NpmRelease> downloads) {
        return new RuntimeRecipe(
                choice.name() + "-" + version, List.of(), choice.tools(), downloads);
    }

    /** The newest version whose layer has been made, so that a build does without the registry. */
    private Optional<SemanticVersion> made(RuntimeChoice.Node choice, NodeVersions.Wish wish) {
        String prefix = RuntimeLayers.tag(properties.stack(), choice.name() + "-");
        return images.tags().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .flatMap(name -> SemanticVersion.parse(name.substring(prefix.length())).stream())
                .filter(version -> wish.range().contains(version))
                .max(java.util.Comparator.naturalOrder());
    }

    private static BuildFailedException missing(NodeVersions.Wish wish) {
        return new BuildFailedException(
                "runtime",
                "%s asks for Node.js '%s', which the npm registry does not have. Ask for another version, such as '22.x'"
                        .formatted(wish.file(), wish.range()));
    }

    private static BuildFailedException unreachable(NodeVersions.Wish wish, IOException e) {
        return new BuildFailedException(
                "runtime",
                "Node.js '%s' cannot be fetched: %s. Push again when the registry can be reached, or set sampan.build.npm-registry"
                        .formatted(wish.range(), e.getMessage()),
                e);
    }
}
