package dev.sampan.container;

import java.nio.file.Path;

/**
 * A folder or file of the owner's storage shown inside a container.
 *
 * @param source a path on the host, made by us
 * @param target an absolute path inside the container
 * @param readOnly whether the container may not write below it
 */
public record Mount(Path source, String target, boolean readOnly) {

    public Mount {
        if (!source.isAbsolute() || !target.startsWith("/") || target.contains("..")) {
            throw new IllegalArgumentException(
                    "Cannot mount '%s' at '%s'".formatted(source, target));
        }
    }
}
