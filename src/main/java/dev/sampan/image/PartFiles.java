package dev.sampan.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Function;

/** The parts of an image as files that lie anywhere, under the names that they have in an OCI layout. */
final class PartFiles implements ArchiveFiles {

    static final String FOLDER = "blobs/sha256/";

    private final Function<Digest, Optional<Path>> parts;

    PartFiles(Function<Digest, Optional<Path>> parts) {
        this.parts = parts;
    }

    @Override
    public boolean has(String name) {
        return part(name).isPresent();
    }

    @Override
    public InputStream open(String name) throws IOException {
        Path file = part(name).orElseThrow(() -> ArchiveFiles.missing(name));
        try {
            return new BufferedInputStream(
                    Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw ArchiveFiles.missing(name);
        }
    }

    private Optional<Path> part(String name) {
        return name.startsWith(FOLDER)
                ? parts.apply(Digest.ofHex(name.substring(FOLDER.length())))
                : Optional.empty();
    }
}
