package dev.sampan.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file with the keys, for its owner alone; it is on the disk, whole, before anything is sealed with a key in it. */
record KeyFile(Path path) {

    /** Empty when there is none. */
    Optional<KeyRing> read() {
        try {
            return Optional.of(KeyRing.parse(Files.readString(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
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
        Path folder = path.toAbsolutePath().getParent();
        Path fresh = path.resolveSibling("." + path.getFileName() + ".new");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            Files.deleteIfExists(fresh);
            try (FileChannel file =
                    FileChannel.open(
                            fresh,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(ring.text().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The keys of secrets cannot be written to '%s': %s".formatted(path, e), e);
        }
    }
}
