package dev.sampan.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder or file of the owner's storage, or of storage that is lent, shown inside a container.
 *
 * @param source a path on the host, made by us
 * @param target an absolute path inside the container
 * @param readOnly whether the container may not write below it
 * @param lender whose storage the source is, when it is not the container's owner's; the user of the container sees its
 *     files as its own
 */
public record Mount(Path source, String target, boolean readOnly, Optional<String> lender) {

    public Mount {
        if (!source.isAbsolute() || !target.startsWith("/") || target.contains("..")) {
            throw new IllegalArgumentException(
                    "Cannot mount '%s' at '%s'".formatted(source, target));
        }
    }

    /** Of the owner's own storage. */
    public Mount(Path source, String target, boolean readOnly) {
        this(source, target, readOnly, Optional.empty());
    }
}
