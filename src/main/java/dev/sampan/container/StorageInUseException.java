package dev.sampan.container;

import java.util.Set;

/** Storage that is to be destroyed while containers of other owners see it. */
public final class StorageInUseException extends RuntimeException {

    StorageInUseException(String owner, Set<String> borrowers) {
        super(
                "The storage of '%s' is seen by processes of %s. Stop them, or restart them without it"
                        .formatted(owner, String.join(", ", borrowers)));
    }
}
