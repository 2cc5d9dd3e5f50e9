package dev.sampan.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** The file with the keys; it is on the disk before anything is sealed with a key in it. */
record KeyFile(Path path) {

    /** Empty when there is none. */
    Optional<KeyRing> read() {
        try {
            return new PrivateFile(path).read().map(KeyRing::parse);
        } catch (IOException e) {
            throw new SecretException(
                    "The keys of secrets in '%s' cannot be read: %s. Make the file readable for root, or bring it back from a copy"
                            .formatted(path, e),
                    e);
        } catch (IllegalArgumentException e) {
            throw new SecretException(
                    "The keys of secrets in '%s' are damaged: %s. Bring the file back from a copy; nothing was changed"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }

    void write(KeyRing ring) {
        try {
            new PrivateFile(path).write(ring.text());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The keys of secrets cannot be written to '%s': %s".formatted(path, e), e);
        }
    }
}
