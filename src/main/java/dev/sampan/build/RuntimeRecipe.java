package dev.sampan.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * What a runtime layer is made of.
 *
 * @param name its name, `node`
 * @param packages the stack's packages that are installed
 */
record RuntimeRecipe(String name, List<String> packages) {

    RuntimeRecipe {
        packages = List.copyOf(packages);
        if (packages.isEmpty()) {
            throw new IllegalArgumentException("Runtime '%s' installs no package".formatted(name));
        }
    }

    /** Differs when the layer has to be made anew. */
    String fingerprint() {
        return UUID.nameUUIDFromBytes(String.join(" ", packages).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
