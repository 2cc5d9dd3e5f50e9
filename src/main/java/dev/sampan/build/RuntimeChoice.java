package dev.sampan.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the runtime of an app is found out before its buildpack runs. */
sealed interface RuntimeChoice {

    /** Its name, without a version. */
    String name();

    /**
     * Packages of the stack, in one version or several.
     *
     * @param versions what is installed for each version that can be asked for
     * @param standard the version of apps that ask for none
     * @param askedBy files of the app in which a version stands, and where in it: the first group of the pattern
     */
    record OfStack(
            String name,
            Map<String, Packages> versions,
            String standard,
            Map<String, Pattern> askedBy)
            implements RuntimeChoice {

        public OfStack {
            versions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(versions));
            askedBy = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(askedBy));
            if (!versions.containsKey(standard)) {
                throw new IllegalArgumentException(
                        "Runtime '%s' has no version '%s'".formatted(name, standard));
            }
        }

        /** What is installed for an app. */
        RuntimeRecipe recipe(SourceFiles source, String stack) {
            for (Map.Entry<String, Pattern> place : askedBy.entrySet()) {
                String text = source.read(place.getKey()).orElse("");
                Matcher matcher = place.getValue().matcher(text);
                if (matcher.find()) {
                    return recipe(matcher.group(1), place.getKey(), stack);
                }
            }
            return recipe(standard, "", stack);
        }

        private RuntimeRecipe recipe(String version, String file, String stack) {
            Packages packages = versions.get(version);
            if (packages == null) {
                throw new BuildFailedException(
                        "runtime",
                        "%s asks for version %s of '%s', stack '%s' has %s. Ask for that, or for none"
                                .formatted(
                                        file,
                                        version,
                                        name,
                                        stack,
                                        String.join(" and ", versions.keySet())));
            }
            return new RuntimeRecipe(
                    versions.size() == 1 ? name : name + "-" + version,
                    packages.run(),
                    packages.tools(),
                    List.of());
        }
    }

    /**
     * Packages of the stack.
     *
     * @param run what the app runs with
     * @param tools what only its build needs
     */
    record Packages(List<String> run, List<String> tools) {

        public Packages {
            run = List.copyOf(run);
            tools = List.copyOf(tools);
        }
    }

    /**
     * Node.js, of which the npm registry has every version.
     *
     * @param tools packages of the stack that only the build needs
     */
    record Node(String name, List<String> tools) implements RuntimeChoice {

        public Node {
            tools = List.copyOf(tools);
        }
    }
}
